import { digestOf } from "./hashes.ts";
import { leafHash } from "./merkle.ts";

/** The nil UUID (RFC 9562). */
export const nil = "00000000-0000-0000-0000-000000000000";

/** Of an action log, what its hash is made of. */
export interface LoggedRow {
  readonly id: string;
  readonly user_id: string;
  readonly action_type: string;
  readonly target: string | null;
  /** As stored, to the byte. */
  readonly request: string | null;
  readonly result: string | null;
  readonly ok: boolean;
  readonly idempotency_key: string | null;
  readonly content_salt: string;
  readonly content_digest: string | null;
  readonly removal: number | null;
  /** `created_at`, with its microseconds. */
  readonly logged_at: string;
}

/**
 * The hash that a seal holds of a row. It is the same before and after the row's content is removed, and
 * after its user is: both are only committed to, by salted digests.
 *
 * @returns undefined for a row that is in no state in which an honest writer leaves one.
 */
export function rowHash(row: LoggedRow): string | undefined {
  const content = contentDigest(row);
  if (content === undefined) return undefined;
  const { id, action_type, ok, logged_at } = row;
  return leafHash("action_log", [id, action_type, ok, logged_at, content]);
}

/**
 * What a seal holds of any row. One in a state that no honest writer leaves is sealed too, with a hash that
 * it can never have, so that verifying names it.
 */
export function hashToSeal(row: LoggedRow): string {
  return rowHash(row) ?? leafHash("action_log.in_no_honest_state", [row.id]);
}

/** What stays of a row's content when it is removed. */
export interface Remains {
  readonly content_salt: string;
  readonly content_digest: string;
}

/**
 * What must stay of a row, so that its hash can still be made. Without the words' salt nobody can try what
 * they were; the user's own salt stays as long as the user, so that another cannot be put in their place.
 */
export function remainsOf(row: LoggedRow, { anonymize }: { anonymize: boolean }): Remains {
  const kept = row.removal === null ? null : row.content_digest;
  if (kept !== null && isAnonymous(row)) return { content_salt: nil, content_digest: kept };
  const words = kept ?? wordsDigest(row);
  const salt = kept === null ? userSalt(row) : row.content_salt;
  return anonymize
    ? { content_salt: nil, content_digest: join(userDigest(salt, row.user_id), words) }
    : { content_salt: salt, content_digest: words };
}

/** Whether a row says that it has no content any more. */
export function hasContent({ target, request, result, idempotency_key }: LoggedRow): boolean {
  return [target, request, result, idempotency_key].some((content) => content !== null);
}

/** Whether a row says that its user was removed too. */
export function isAnonymous({ content_salt }: LoggedRow): boolean {
  return content_salt === nil;
}

function contentDigest(row: LoggedRow): string | undefined {
  const { removal, user_id, content_salt, content_digest } = row;
  if (removal === null) {
    if (content_digest !== null || isAnonymous(row)) return undefined;
    return join(userDigest(userSalt(row), user_id), wordsDigest(row));
  }
  if (content_digest === null || hasContent(row)) return undefined;
  if (!isAnonymous(row)) return join(userDigest(content_salt, user_id), content_digest);
  return user_id === nil ? content_digest : undefined;
}

function wordsDigest({
  content_salt,
  target,
  request,
  result,
  idempotency_key,
}: LoggedRow): string {
  return digestOf("action_log.words", [content_salt, target, request, result, idempotency_key]);
}

/** In the form of a UUID, since it takes the place of one. */
function userSalt({ content_salt }: LoggedRow): string {
  const hex = digestOf("action_log.user_salt", [content_salt]);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

function userDigest(salt: string, userId: string): string {
  return digestOf("action_log.user", [salt, userId]);
}

function join(user: string, words: string): string {
  return digestOf("action_log.content", [user, words]);
}

/** Whether a row that says it lost its content, or its user, is on record with just that. */
export function isRemovalRecorded(row: LoggedRow, recordedAnonymous: boolean | null): boolean {
  return row.removal === null || recordedAnonymous === isAnonymous(row);
}
