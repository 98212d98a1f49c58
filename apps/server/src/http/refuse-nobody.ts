import { isNobody } from "@handsfree/repositories";
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** Refuses callers by the nil and the max UUID: what erased people leave is the first one's, and no caller is it. */
export function refuseNobody(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers }) => {
    const caller = headers["x-user-id"];
    if (typeof caller !== "string" || !isNobody(caller)) return;
    throw new Problem(
      400,
      "invalid_input",
      "x-user-id is the nil or the max UUID, which is nobody; give a person's",
      { field: "x-user-id" },
    );
  });
}
