import { isReservedUuid } from "@handsfree/repositories";
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** Refuses the nil and the max UUID as the caller's id: records of erased people belong to the nil UUID. */
export function refuseReservedUsers(app: FastifyInstance): void {
  app.addHook("onRequest", ({ headers }, _reply, done) => {
    const caller = headers["x-user-id"];
    if (typeof caller !== "string" || !isReservedUuid(caller)) return done();
    throw new Problem(
      400,
      "invalid_input",
      "x-user-id must not be the nil or the max UUID, which belong to no person; give your own",
      { field: "x-user-id" },
    );
  });
}
