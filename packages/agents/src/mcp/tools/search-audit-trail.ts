import Type from "typebox";
import { beginningOf, visibleJson } from "../visible-json.ts";
import { nextCursor, pageMembers } from "./page-members.ts";
import { defineTool, type Tool } from "./tool.ts";

/** The longest part of a request or a result that a row shows, in UTF-16 code units. */
const longest = 600;

/** Searches the action logs. */
export const searchAuditTrail: Tool = defineTool({
  name: "search_audit_trail",
  title: "Search the audit trail",
  description:
    "What was done and decided in the name of the user, newest first: each side effect and each step of an action, with the beginning of its request and result as JSON.",
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: Type.Object(
    {
      q: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 200,
          description: "A part of the action type or of the target",
        }),
      ),
      action_type: Type.Optional(Type.String({ description: "Exactly this type" })),
      target: Type.Optional(
        Type.String({ description: "Exactly this target, for example octo/repo#12" }),
      ),
      ok: Type.Optional(Type.Boolean({ description: "Whether it succeeded" })),
      ...pageMembers,
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        action_type: Type.String(),
        target: Type.Union([Type.String(), Type.Null()]),
        ok: Type.Boolean(),
        created_at: Type.String(),
        request: Type.String({ description: "JSON, cut after 600 characters" }),
        result: Type.String({ description: "JSON, cut after 600 characters" }),
      }),
    ),
    ...nextCursor,
  }),
  run: async ({ limit = 20, ...filter }, { client, context }) => {
    const { signal } = context.mcpReq;
    const page = await client.actionLogs.list({ ...filter, limit }, { signal }).page();
    return {
      items: page.items.map(({ id, action_type, target, ok, created_at, request, result }) => ({
        id,
        action_type: beginningOf(action_type, 200),
        target: target && beginningOf(target, 200),
        ok,
        created_at,
        request: beginningOf(visibleJson(request), longest),
        result: beginningOf(visibleJson(result), longest),
      })),
      next_cursor: page.next_cursor,
    };
  },
});
