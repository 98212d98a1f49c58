import { parseJsonExactly } from "../exact-json.ts";
import { requireObject, requireString } from "../validate.ts";
import { isRepository } from "./repository-pattern.ts";

/** The parts of a proposed action that policies read. A `PendingAction` has the first two. */
export interface PolicyProposal {
  readonly actionType: string;
  /** The JSON text of the payload, so that all digits of its numbers count. */
  readonly actionPayloadJson: string;
  /** The `owner/name` that the action changes, or null if the proposal names none. */
  readonly repository: string | null;
  /** The name of the service that proposes it, or null if a person does. */
  readonly service: string | null;
}

/** A proposal as it is compared. */
export interface ProposalReading {
  readonly actionType: string;
  readonly service: string | null;
  /** In lower case, or why it cannot be compared. */
  readonly repository: { readonly text: string } | "missing" | "unreadable";
  /** Reads the payload once, and only when a condition asks for it. */
  readonly payload: () => { readonly value: unknown } | "unreadable";
}

/** @throws {InvalidInputError} naming the member, if it is not a text. */
export function readProposal(proposal: PolicyProposal): ProposalReading {
  const { actionType, actionPayloadJson, repository, service } = requireObject(
    "proposal",
    proposal,
  );
  requireString("actionType", actionType);
  requireString("actionPayloadJson", actionPayloadJson);
  let payload: ReturnType<ProposalReading["payload"]> | undefined;
  return {
    actionType,
    service: service === null ? null : requireString("service", service),
    repository: readRepository(repository),
    payload: () => (payload ??= readPayload(actionPayloadJson)),
  };
}

function readRepository(repository: string | null): ProposalReading["repository"] {
  if (repository === null) return "missing";
  if (!isRepository(requireString("repository", repository))) return "unreadable";
  return { text: repository.toLowerCase() };
}

function readPayload(text: string): ReturnType<ProposalReading["payload"]> {
  try {
    return { value: parseJsonExactly(text) };
  } catch {
    // An adopted row can hold what is not JSON, and no stack is deep enough for every payload.
    return "unreadable";
  }
}
