import { HandsFreeProblem } from "@handsfree/client";
import Type from "typebox";
import { ToolFailure } from "../failures.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Reports what came of an action that the caller has run. */
export const reportOutcome: Tool = defineTool({
  name: "report_outcome",
  title: "Report the outcome of an action",
  description:
    "Report what came of an action that request_approval gave you a lease for. Call it once after the action has run, whether it succeeded or failed, so that the audit trail has the outcome. A report is final.",
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: Type.Object(
    {
      id: Type.String({ description: "The id of the action" }),
      lease_token: Type.String({ description: "From the answer of request_approval" }),
      ok: Type.Boolean({ description: "Whether the action did what was approved" }),
      result: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description:
            "What is kept of the result, for example ids and addresses. Secrets are redacted.",
        }),
      ),
      error: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 2000,
          description: "If it is not ok: what went wrong",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ id: Type.String(), state: Type.String(), message: Type.String() }),
  run: async ({ id, lease_token, ok, result, error }, { client }) => {
    if (ok && error !== undefined) {
      throw new ToolFailure(
        "error must be left out if ok is true. Leave it out, or set ok to false.",
      );
    }
    const report = { lease_token, ...(result !== undefined && { result }) };
    const wanted = ok ? "succeeded" : "failed";
    try {
      if (ok) await client.pendingActions.succeed(id, report);
      else await client.pendingActions.fail(id, { ...report, error: error ?? "it failed" });
    } catch (problem) {
      const ended = endedState(problem);
      if (ended === undefined) throw problem;
      if (ended !== wanted) {
        throw new ToolFailure(
          `The outcome was reported before as ${ended}, and a report is final. Tell the user if that was wrong.`,
        );
      }
    }
    return { id, state: wanted, message: "The outcome is on record." };
  },
});

/** The state that an earlier report of the same holder gave the action. */
function endedState(problem: unknown): string | undefined {
  if (!(problem instanceof HandsFreeProblem) || problem.code !== "already_ended") return undefined;
  return (problem.members["action"] as { readonly state?: string } | undefined)?.state;
}
