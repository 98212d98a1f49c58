import { isReservedUuid } from "@handsfree/repositories";
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** Refuses callers who give the nil or the max UUID as theirs: what erased people leave belongs to the first. */
export function refuseReservedUsers(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers }) => {
    const caller = headers["x-user-id"];
    if (typeof caller !== "string" || !isReservedUuid(caller)) return;
    throw new Problem(
      400,
      "invalid_input",
      "x-user-id is the nil or the max UUID, which belongs to no person; give your own",
      { field: "x-user-id" },
    );
  });
}
