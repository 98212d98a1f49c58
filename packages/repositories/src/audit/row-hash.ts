import { digestOf } from "./hashes.ts";
import { leafHash } from "./merkle.ts";

/** The nil UUID (RFC 9562). */
export const nil = "00000000-0000-0000-0000-000000000000";

/** The columns of an action log that its hash covers. */
export interface LoggedRow {
  readonly id: string;
  readonly user_id: string;
  readonly action_type: string;
  readonly target: string | null;
  /** The stored text. */
  readonly request: string | null;
  readonly result: string | null;
  readonly ok: boolean;
  readonly idempotency_key: string | null;
  readonly content_salt: string;
  readonly content_digest: string | null;
  readonly removal: number | null;
  readonly credential_id: string | null;
  /** `created_at` with microseconds. */
  readonly logged_at: string;
}

/**
 * The hash of a row for its seal. It covers salted digests of content and user, so it is the same before and after
 * their removal.
 *
 * @returns undefined for a row in a state that an honest writer never leaves.
 */
export function rowHash(row: LoggedRow): string | undefined {
  const content = contentDigest(row);
  if (content === undefined) return undefined;
  const { id, action_type, ok, logged_at, credential_id } = row;
  // Rows from before there were keys keep their hashes.
  const credential = credential_id === null ? [] : [credential_id];
  return leafHash("action_log", [id, action_type, ok, logged_at, content, ...credential]);
}

/**
 * The hash that is sealed for a row. A row in a state that an honest writer never leaves gets a hash that it can never
 * have, so that a verification reports it.
 */
export function hashToSeal(row: LoggedRow): string {
  return rowHash(row) ?? leafHash("action_log.in_no_honest_state", [row.id]);
}

/** The columns that stay when the content of a row is removed. */
export interface Remains {
  readonly content_salt: string;
  readonly content_digest: string;
}

/**
 * The columns that must stay for the hash of a row. The salt of the content is removed, so that the content cannot be
 * guessed from its digest. The salt of the user stays as long as the user, so that the user cannot be replaced.
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

export function hasContent({ target, request, result, idempotency_key }: LoggedRow): boolean {
  return [target, request, result, idempotency_key].some((content) => content !== null);
}

/** Whether the row is marked as one whose user was removed. */
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

/** In the form of a UUID, since it is stored in the column of the content's salt. */
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

/** Whether the audit trail records the same removal as the row, of the content or of the user too. */
export function isRemovalRecorded(row: LoggedRow, recordedAnonymous: boolean | null): boolean {
  return row.removal === null || recordedAnonymous === isAnonymous(row);
}
