import { CLIENT_INFO_META_KEY } from "@modelcontextprotocol/server";
import Type, {
  type Static,
  type TBoolean,
  type TInteger,
  type TObject,
  type TOptional,
  type TString,
  type TUnsafe,
} from "typebox";
import type { ProposalOptions } from "../../calls/ask-for-call.ts";
import type { ToolCall } from "../../calls/tool-call.ts";
import { beginningOf } from "../visible-json.ts";
import type { ToolRequest } from "./tool.ts";

/** The parts of a question. The same values find the same question. */
export const questionMembers: {
  readonly summary: TString;
  readonly action_type: TString;
  readonly action_payload: TUnsafe<Record<string, unknown>>;
  readonly repository: TOptional<TString>;
  readonly will_run: TOptional<TBoolean>;
  readonly editable: TOptional<TBoolean>;
  readonly expires_in_seconds: TOptional<TInteger>;
} = {
  summary: Type.String({
    minLength: 1,
    maxLength: 1000,
    description:
      "One or two sentences that a person understands when they are read aloud: what will happen, to what, and why. The same call again must repeat it word for word.",
  }),
  action_type: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      "The kind of action, by which policies know it, for example `github.merge_pr`, `deploy` or `shell.run`. Use the same word for the same kind of action.",
  }),
  action_payload: Type.Unsafe<Record<string, unknown>>({
    type: "object",
    description:
      "The exact and complete arguments of what will run. The person approves these, and only these may run.",
  }),
  repository: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "The owner/name that it changes." }),
  ),
  will_run: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        "true: you carry it out yourself once it is approved. false: a worker of HandsFree that knows this action type carries it out.",
    }),
  ),
  editable: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        "Whether the person may change the payload. Then run the payload of the answer, which can differ from yours.",
    }),
  ),
  expires_in_seconds: Type.Optional(
    Type.Integer({
      minimum: 10,
      maximum: 2_592_000,
      default: 3600,
      description: "How long the question stays open.",
    }),
  ),
};
/** The arguments of a tool that asks. */
export type Question = Static<TObject<typeof questionMembers>>;

/** How often a worker may begin an action, which looks first whether it is done. */
const attemptsOfWorkers = 3;

/** The call of a question, and what its proposal is like. */
export function callOf(
  question: Question,
  request: ToolRequest,
): { readonly call: ToolCall; readonly options: ProposalOptions } {
  const { summary, action_type, action_payload, repository, will_run = true } = question;
  const place = ["mcp", clientNameOf(request), request.scope];
  return {
    call: {
      // A call for workers is another question, since they may begin it again.
      scope: (will_run ? place : [...place, "worker"]).join("\n"),
      actionType: action_type,
      arguments: action_payload,
      summary,
      repository,
    },
    options: {
      expiresInSeconds: question.expires_in_seconds,
      editable: question.editable,
      maxAttempts: will_run ? 1 : attemptsOfWorkers,
    },
  };
}

/** The name by which the MCP client makes itself known, as one short line. */
export function clientNameOf({ context, server }: ToolRequest): string {
  const info =
    context.mcpReq.envelope?.[CLIENT_INFO_META_KEY as never] ?? server.server.getClientVersion();
  const { name } = (info ?? {}) as { readonly name?: unknown };
  const text = typeof name === "string" ? name.replaceAll(/[^\p{L}\p{N}._ -]+/gu, " ").trim() : "";
  return beginningOf(text === "" ? "client" : text, 80);
}
