import { InvalidInputError } from "@handsfree/query";
import { canonicalJsonOf, digestStoredJson } from "../canonical-json.ts";
import { sha256 } from "../token.ts";

/** The question that a person is asked, which is all that the digest covers. A `PendingAction` is one. */
interface Question {
  readonly actionPayloadJson: string;
  readonly actionType: string;
  readonly approvers: readonly string[];
  readonly proposedBy: string | null;
  readonly proposerMayApprove: boolean;
  readonly requiredApprovals: number;
  readonly summary: string;
  readonly userId: string;
}

const version = "v2:";

/**
 * What a person approves, as one text: `v2:` and, in lower-case hexadecimal, SHA-256 of the UTF-8 of a canonical
 * JSON object. Its members are those of the API: `action_payload`, `action_type`, `approvers` in the order of
 * their code units, `proposed_by`, `proposer_may_approve`, `required_approvals`, `summary`, `user_id`; ids are in
 * lower case. The canonical form is that of RFC 8785, but for numbers that no double spells (`canonicalNumber`).
 *
 * @param canonicalPayload the payload's canonical JSON.
 */
export function digestQuestion(
  action: Omit<Question, "actionPayloadJson">,
  canonicalPayload: string,
): string {
  const members = {
    action_payload: canonicalPayload,
    action_type: JSON.stringify(action.actionType),
    approvers: JSON.stringify(action.approvers.toSorted()),
    proposed_by: JSON.stringify(action.proposedBy),
    proposer_may_approve: JSON.stringify(action.proposerMayApprove),
    required_approvals: JSON.stringify(action.requiredApprovals),
    summary: JSON.stringify(action.summary),
    user_id: JSON.stringify(action.userId),
  };
  const written = Object.entries(members).map(([name, value]) => `"${name}":${value}`);
  return `${version}${sha256(`{${written.join(",")}}`)}`;
}

/**
 * The digest of an action as it is stored.
 *
 * @throws {RangeError} for a payload without a canonical form.
 * @throws {SyntaxError} for one that is not JSON.
 */
export function digestAction(action: Question): string {
  return digestQuestion(action, canonicalJsonOf(action.actionPayloadJson));
}

/**
 * The digest of actions that were proposed before there were versions: of the payload alone, with numbers in
 * the form of then.
 */
export function digestPayload(payload: string): string {
  return digestStoredJson(payload, "near");
}

/** Whether the digest is of more than the payload. */
export function isVersioned(digest: string | null): digest is string {
  return digest?.startsWith(version) === true;
}

/** Whether the action still is what its digest was made of, by the version that it has. */
export function hasItsDigest(action: Question, digest: string | null): boolean {
  if (digest === null) return false;
  if (!isVersioned(digest)) return digest === digestPayload(action.actionPayloadJson);
  try {
    return digest === digestAction(action);
  } catch {
    // A stored payload that was altered to what has no canonical form.
    return false;
  }
}

/**
 * @returns the digest in lower case; null for none.
 * @throws {InvalidInputError} for what is none.
 */
export function requireDigest(field: string, digest: string | null | undefined): string | null {
  if (digest === undefined || digest === null) return null;
  if (typeof digest === "string" && /^(?:v2:)?[0-9a-f]{64}$/i.test(digest)) {
    return digest.toLowerCase();
  }
  throw new InvalidInputError(
    field,
    "is not the digest of an action; give the payload digest of the action as it was shown: v2: and 64 hexadecimal digits",
  );
}
