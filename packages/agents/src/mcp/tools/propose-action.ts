import Type from "typebox";
import { ActionViewSchema, viewAction } from "./action-view.ts";
import { propose } from "./propose.ts";
import { questionMembers } from "./question.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Asks without waiting. */
export const proposeAction: Tool = defineTool({
  name: "propose_action",
  title: "Propose an action",
  description:
    "Put an action with a side effect before the person who decides about it, and go on without waiting. The answer has its id and state. Nothing may run until the state is confirmed. Use request_approval in place of this tool to wait for the decision. The same call again finds the same open question, and asks no second one.",
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: Type.Object(questionMembers, { additionalProperties: false }),
  output: ActionViewSchema,
  run: async (input, request) => viewAction(await propose(input, request)),
});
