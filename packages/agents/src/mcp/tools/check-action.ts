import Type from "typebox";
import { withProgress } from "../progress.ts";
import { ActionViewSchema, viewAction } from "./action-view.ts";
import { defineTool, type Tool } from "./tool.ts";
import { endOf, WaitSeconds } from "./wait.ts";

/** Tells the state of an action. */
export const checkAction: Tool = defineTool({
  name: "check_action",
  title: "Check an action",
  description:
    "The state of an action that was proposed: whether it waits, was approved or refused, and what came of it. With wait_seconds it waits for the decision first.",
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: Type.Object(
    {
      id: Type.String({ description: "The id of the action" }),
      wait_seconds: Type.Optional({ ...WaitSeconds, default: 0 }),
    },
    { additionalProperties: false },
  ),
  output: ActionViewSchema,
  run: async ({ id, wait_seconds: seconds = 0 }, request) => {
    const { pendingActions } = request.client;
    const signal = endOf(request);
    if (seconds > 0) {
      await withProgress(request.context, seconds, () =>
        pendingActions.waitForDecision(id, { timeout: seconds * 1000, signal }),
      );
    }
    return viewAction(await pendingActions.get(id, { signal }));
  },
});
