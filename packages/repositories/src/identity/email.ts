import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireText } from "../validate.ts";
import { identityLimits } from "./limits.ts";

/**
 * Folds an e-mail address, so that one mailbox is one text and the unique column finds it: NFC, in lower case.
 *
 * @throws {InvalidInputError} unless it is one address, without a name and without white space.
 */
export function requireEmail(field: string, email: string): string {
  const text = requireText(field, email, identityLimits.email).normalize("NFC").toLowerCase();
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(text)) return text;
  throw new InvalidInputError(field, "is not an e-mail address; give one like ada@example.org");
}

/** `requireEmail` for an optional address. */
export function optionalEmail(field: string, email: string | null | undefined): string | null {
  return email === undefined || email === null ? null : requireEmail(field, email);
}

/**
 * The id of the user with a folded address. The index finds addresses that this release wrote. Rows of older releases
 * can have another case, and only a scan finds those.
 */
export async function findIdByEmail(
  db: Executor<Database>,
  email: string,
): Promise<string | undefined> {
  const exact = await db
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .executeTakeFirst();
  if (exact !== undefined) return exact.id;
  const folded = await db
    .selectFrom("users")
    .select("id")
    .where(sql<boolean>`lower(email) = ${email}`)
    .orderBy("created_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return folded?.id;
}
