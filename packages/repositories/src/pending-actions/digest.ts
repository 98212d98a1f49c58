import { InvalidInputError } from "@handsfree/query";
import { canonicalJsonOf, digestStoredJson } from "../canonical-json.ts";
import { sha256 } from "../token.ts";

/** The content that the digest covers. A `PendingAction` has it. */
interface Question {
  readonly actionPayloadJson: string;
  readonly actionType: string;
  readonly approverGroup: string | null;
  readonly approvers: readonly string[];
  readonly effect: string | null;
  readonly escalatesAt: Date | null;
  readonly escalationGroup: string | null;
  readonly proposedBy: string | null;
  readonly proposerMayApprove: boolean;
  readonly repository: string | null;
  readonly requiredApprovals: number;
  readonly summary: string;
  readonly userId: string;
  readonly version: number;
}

const form = "v2:";

/**
 * Digests the content that a person approves: `v2:` and the SHA-256, in lower-case hexadecimal, of a canonical JSON
 * object in UTF-8. The members have the names of the API: `action_payload`, `action_type`, `approvers` sorted by code
 * units, `proposed_by`, `proposer_may_approve`, `required_approvals`, `summary`, `user_id`. Ids are in lower case. The
 * canonical form is that of RFC 8785, except for numbers that a double cannot represent (`canonicalNumber`).
 *
 * Further members exist only in actions that have them, so that the digests of all others are as before: those of
 * `approver_group`, `effect`, `escalates_at`, `escalation_group` and `repository` that are not null, and `version` from 2.
 *
 * @param canonicalPayload the payload's canonical JSON.
 */
export function digestQuestion(
  action: Omit<Question, "actionPayloadJson">,
  canonicalPayload: string,
): string {
  // The names of the members are in the order of the canonical form. Undefined ones are left out.
  const members = JSON.stringify({
    action_type: action.actionType,
    approver_group: action.approverGroup ?? undefined,
    approvers: action.approvers.toSorted(),
    effect: action.effect ?? undefined,
    escalates_at: action.escalatesAt?.toISOString(),
    escalation_group: action.escalationGroup ?? undefined,
    proposed_by: action.proposedBy,
    proposer_may_approve: action.proposerMayApprove,
    repository: action.repository ?? undefined,
    required_approvals: action.requiredApprovals,
    summary: action.summary,
    user_id: action.userId,
    version: action.version > 1 ? action.version : undefined,
  });
  return `${form}${sha256(`{"action_payload":${canonicalPayload},${members.slice(1)}`)}`;
}

/**
 * Digests a stored action.
 *
 * @throws {RangeError} for a payload without a canonical form.
 * @throws {SyntaxError} for a payload that is not JSON.
 */
export function digestAction(action: Question): string {
  return digestQuestion(action, canonicalJsonOf(action.actionPayloadJson));
}

/**
 * The unversioned digest of older actions. It covers the payload only, and spells numbers in an older form.
 */
export function digestPayload(payload: string): string {
  return digestStoredJson(payload, "near");
}

/** Whether the digest covers more than the payload. */
export function isVersioned(digest: string | null): digest is string {
  return digest?.startsWith(form) === true;
}

/** Whether the action matches its digest, by the digest's version. */
export function hasItsDigest(action: Question, digest: string | null): boolean {
  if (digest === null) return false;
  if (!isVersioned(digest)) return digest === digestPayload(action.actionPayloadJson);
  try {
    return digest === digestAction(action);
  } catch {
    // The stored payload was altered and has no canonical form.
    return false;
  }
}

/**
 * @returns the digest in lower case.
 * @throws {InvalidInputError} for what is not a digest.
 */
export function requireDigest(field: string, digest: string): string {
  if (typeof digest === "string" && /^(?:v2:)?[0-9a-f]{64}$/i.test(digest)) {
    return digest.toLowerCase();
  }
  throw new InvalidInputError(
    field,
    "must be the payload digest of the action that was shown: v2: and 64 hexadecimal digits",
  );
}

/** `requireDigest` for an optional digest. */
export function optionalDigest(field: string, digest: string | null | undefined): string | null {
  return digest === undefined || digest === null ? null : requireDigest(field, digest);
}
