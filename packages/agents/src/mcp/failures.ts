import { HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";

/** A refusal that the model reads: what is wrong, and the way out. */
export class ToolFailure extends Error {
  override readonly name: string = "ToolFailure";
}

/** The sentences for a failure of the server or of the connection. Other errors may hold anything, and are not told. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof ToolFailure) return error.message;
  if (error instanceof HandsFreeConnectionError) {
    return `HandsFree does not answer: ${error.message}. Carry out nothing that was not approved. Make the same call again in a moment.`;
  }
  if (!(error instanceof HandsFreeProblem)) return undefined;
  const { code, detail, retryable, retryAfter } = error;
  const sentence = ways[code]?.(error);
  if (sentence !== undefined) return sentence;
  if (retryable) {
    return `HandsFree refused: ${detail}. Make the same call again in ${retryAfter ?? 1} s.`;
  }
  return `HandsFree refused: ${detail}.`;
}

const newKey =
  "A person can make one with `handsfree keys create`, or in the console; then start this MCP server with it.";
const ofKey = ({ detail }: HandsFreeProblem): string =>
  `The access key of this MCP server is refused: ${detail}. ${newKey}`;

const ways: Readonly<Record<string, (problem: HandsFreeProblem) => string>> = {
  unauthenticated: ofKey,
  invalid_credentials: ofKey,
  insufficient_scope: ({ members }) =>
    `The access key of this MCP server has none of the scopes ${[members["scopes"]].flat().join(", ")}, which this tool needs. ${newKey}`,
  not_permitted: ({ detail }) =>
    `HandsFree refused: ${detail}. The key acts for certain users only; HANDSFREE_ON_BEHALF_OF, or the header On-Behalf-Of, names one of them.`,
  too_many_open: ({ detail }) =>
    `Too many questions wait for people: ${detail}. Withdraw nothing yourself; ask the user to answer some of them first.`,
  payload_too_large: () =>
    "The call is too large: HandsFree takes up to 1 MiB of JSON. Refer to large contents, for example by a commit or a file with its SHA-256, in place of including them.",
  lease_lost: () =>
    "The lease has run out, and the action counts as abandoned or was taken by another worker. Tell the user what you did, since the audit trail does not have it.",
};
