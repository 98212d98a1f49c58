import { type Executor, lookUp } from "@handsfree/query";
import type { AccessScope, Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { nilUser } from "../person.ts";
import { hashToken } from "../token.ts";
import { type AccessKey, keyColumns, toKey } from "./key.ts";
import { parseKey, type PrincipalKind } from "./key-text.ts";
import { isDisabled, type Principal, scopeHolder } from "./principal.ts";
import { effectiveScopes } from "./scopes.ts";
import { toService } from "./service.ts";
import { toUser } from "./user.ts";

/**
 * Who a caller is, or why it is not known:
 *
 * - `malformed`: the text is no key, or only the beginning of one. `parseKey` tells which.
 * - `mistyped`: a character of the key is wrong.
 * - `unknown`: there is no such key.
 * - `expired`, `revoked`: the key has ended.
 * - `principal_disabled`: its user or its service cannot use HandsFree.
 *
 * Tell a caller no more than that they are not known. The outcome is for the log.
 */
export type Authentication =
  | {
      readonly outcome: "authenticated";
      readonly principal: Principal;
      readonly key: AccessKey;
      /** All scopes that the key has now, with those that `admin` implies. */
      readonly scopes: readonly AccessScope[];
      /** The ids of the users that the caller may act for, besides themselves. */
      readonly actsFor: readonly string[];
    }
  | { readonly outcome: "malformed" | "mistyped" | "unknown" }
  | {
      readonly outcome: "expired" | "revoked" | "principal_disabled";
      /** The id of the key. */
      readonly keyId: string;
    };

/**
 * Finds out who a caller is by the text of a key. A text that cannot be a key costs no look-up. Any other costs two,
 * which callers who wait share, whether the key exists or not: so the time does not tell.
 *
 * Each call reads the database, so that a revocation holds at once on every server.
 *
 * @throws {InvalidInputError} if `text` is not a text.
 */
export async function authenticate(
  db: Executor<Database>,
  text: string,
  context: Context = systemContext,
): Promise<Authentication> {
  requireCall(db, context);
  const parsed = parseKey(text);
  if (parsed.form === "mistyped") return { outcome: "mistyped" };
  if (parsed.form !== "well_formed") return { outcome: "malformed" };
  const { kind } = parsed;
  const hash = { column: "key_sha256", value: hashToken(text) } as const;
  const row = await lookUp(db, "access_keys", keyColumns, hash);
  // Looked up in any case, since an early answer would tell that there is no such key.
  const id = (kind === "user" ? row?.user_id : row?.service_id) ?? nilUser;
  const principal = await findPrincipal(db, kind, id);
  if (row === undefined) return { outcome: "unknown" };
  const key = toKey(row, context.now());
  if (key.state !== "valid") return { outcome: key.state, keyId: key.id };
  if (principal === undefined || isDisabled(principal)) {
    return { outcome: "principal_disabled", keyId: key.id };
  }
  const scopes = effectiveScopes(key.scopes, scopeHolder(principal));
  // A user acts only for themselves, even if the row lists others.
  const actsFor = principal.kind === "service" ? key.actsFor : [];
  return { outcome: "authenticated", principal, key, scopes, actsFor };
}

async function findPrincipal(
  db: Executor<Database>,
  kind: PrincipalKind,
  id: string,
): Promise<Principal | undefined> {
  if (kind === "user") {
    const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
    return row && { kind, user: toUser(row) };
  }
  const row = await db.selectFrom("services").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { kind, service: toService(row) };
}
