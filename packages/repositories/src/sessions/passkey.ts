import type { Executor } from "@handsfree/query";
import type { Database, PasskeyRow } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireText } from "../validate.ts";

/** A passkey of a person: the public half of a key that their device or their security key holds. */
export interface Passkey {
  readonly id: string;
  readonly userId: string;
  /** By which the person tells their passkeys apart. */
  readonly name: string;
  /** The authenticator's own id of it, in base64url. */
  readonly webauthnId: string;
  /** How a browser reaches the authenticator, such as `internal` or `usb`; empty if that is not known. */
  readonly transports: readonly string[];
  readonly createdAt: Date;
  /** Null while the person has not signed in by it. */
  readonly lastUsedAt: Date | null;
}

/** A passkey with what its signatures are checked by. */
export interface VerifiablePasskey extends Passkey {
  /** In COSE, as base64url. */
  readonly publicKey: string;
  /** The authenticator's count of signatures at the last sign-in; 0 if it does not count. */
  readonly signatures: number;
}

export function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    webauthnId: row.webauthn_id,
    transports: row.transports === null ? [] : (JSON.parse(row.transports) as string[]),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

/**
 * Lists the passkeys of a user, the oldest first. There are at most 20.
 *
 * @throws {InvalidInputError} if the id is not a UUID, or is the nil or the max UUID.
 */
export async function listPasskeys(
  db: Executor<Database>,
  userId: string,
): Promise<readonly Passkey[]> {
  requireCall(db);
  const rows = await db
    .selectFrom("passkeys")
    .selectAll()
    .where("user_id", "=", requirePerson("userId", userId))
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(toPasskey);
}

/**
 * Finds a passkey by the authenticator's id of it, to check a signature.
 *
 * @throws {InvalidInputError} if the id is no text of up to 1364 characters.
 */
export async function findPasskey(
  db: Executor<Database>,
  webauthnId: string,
): Promise<VerifiablePasskey | undefined> {
  requireCall(db);
  const row = await findPasskeyRow(db, webauthnId);
  return row && { ...toPasskey(row), publicKey: row.public_key, signatures: row.signatures };
}

/** The longest id of an authenticator, 1023 bytes (WebAuthn, section 4), in base64url. */
export const webauthnIdLength = 1364;

export function findPasskeyRow(
  db: Executor<Database>,
  webauthnId: string,
): Promise<PasskeyRow | undefined> {
  return db
    .selectFrom("passkeys")
    .selectAll()
    .where("webauthn_id", "=", requireText("webauthnId", webauthnId, webauthnIdLength))
    .executeTakeFirst();
}
