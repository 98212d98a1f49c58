import { DatabaseError, engineOf, type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, RepoPolicyRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { retried } from "../retried.ts";
import { type RepoPolicyKey, requireKey } from "./find.ts";
import { type RepoPolicy, toRepoPolicy } from "./policy.ts";
import { recordChange } from "./record.ts";
import { isAbout, ownedRepository } from "./repository.ts";
import {
  changesOf,
  defaultSettings,
  keepSettings,
  type RepoPolicyValues,
  type SettingColumns,
} from "./settings.ts";

/** The settings of a repository. What is left out stays as it is, or gets its default in a new policy. */
export interface NewRepoPolicy extends Actor, RepoPolicyKey, RepoPolicyValues {}

/** The outcome: `unchanged` if the policy had the settings before. Nothing is written then. */
export interface SetRepoPolicy {
  readonly outcome: "created" | "changed" | "unchanged";
  readonly policy: RepoPolicy;
}

/**
 * Adds or changes a user's policy of a repository, and records that in the same transaction. Of several callers each
 * sees the settings of the earlier ones. The name is stored as it was given last. It is the only policy of the repository
 * then, also if an adopted database has the name in several cases.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function setRepoPolicy(
  db: Executor<Database>,
  input: NewRepoPolicy,
  context: Context = systemContext,
): Promise<SetRepoPolicy> {
  requireCall(db, context);
  const request: Request = {
    key: requireKey("input", input, context),
    wanted: keepSettings(input),
    by: optionalActor(input),
  };
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, (transaction) => setOne(transaction, request, stopped)),
  );
}

interface Request {
  readonly key: RepoPolicyKey;
  readonly wanted: Partial<SettingColumns>;
  readonly by: string | null;
}

async function setOne(
  transaction: Transaction<Database>,
  request: Request,
  context: Context,
): Promise<SetRepoPolicy> {
  const held = await holdRow(transaction, request.key);
  if (held !== undefined) return changeOne(transaction, held, request, context);
  const created = await createOne(transaction, request, context);
  if (created !== undefined) return created;
  // On PostgreSQL another transaction can have inserted it since the first look.
  const other = await holdRow(transaction, request.key);
  if (other === undefined) {
    const problem = "others add and remove the policy; try again";
    throw new DatabaseError("write_conflict", problem, { retryable: true });
  }
  return changeOne(transaction, other, request, context);
}

/** Reads a policy to change it. On PostgreSQL the row is locked; on DuckDB there is one writer. */
function holdRow(
  transaction: Transaction<Database>,
  { userId, repository }: RepoPolicyKey,
): Promise<RepoPolicyRow | undefined> {
  return transaction
    .selectFrom("repo_policies")
    .selectAll()
    .where("owned_repository", "=", ownedRepository(userId, repository))
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

async function createOne(
  transaction: Transaction<Database>,
  { key, wanted, by }: Request,
  context: Context,
): Promise<SetRepoPolicy | undefined> {
  const settings = { ...defaultSettings, ...wanted };
  const row: RepoPolicyRow = {
    id: context.newId(),
    user_id: key.userId,
    repo_full_name: key.repository,
    owned_repository: ownedRepository(key.userId, key.repository),
    ...settings,
    created_at: context.now(),
    updated_at: context.now(),
  };
  if (!(await insertRow(transaction, "repo_policies", row, "owned_repository"))) return undefined;
  await removeOthers(transaction, row, key);
  const record = recordChange(transaction, { ...key, event: "set", by, set: settings }, context);
  await transaction.executeQuery(record.compile());
  return { outcome: "created", policy: toRepoPolicy(row) };
}

async function changeOne(
  transaction: Transaction<Database>,
  row: RepoPolicyRow,
  { key, wanted, by }: Request,
  context: Context,
): Promise<SetRepoPolicy> {
  const set = changesOf(row, { ...wanted, repo_full_name: key.repository });
  const replaced = await removeOthers(transaction, row, key);
  if (Object.keys(set).length === 0 && replaced === 0)
    return { outcome: "unchanged", policy: toRepoPolicy(row) };
  const next = { ...row, ...set, updated_at: context.now() };
  await transaction
    .updateTable("repo_policies")
    .set({ ...set, updated_at: next.updated_at })
    .where("id", "=", row.id)
    .execute();
  const record = recordChange(transaction, { ...key, event: "set", by, set }, context);
  await transaction.executeQuery(record.compile());
  return { outcome: "changed", policy: toRepoPolicy(next) };
}

/** Removes the rows of an adopted database with the same name in another case. @returns their number. */
function removeOthers(
  transaction: Transaction<Database>,
  { id }: RepoPolicyRow,
  { userId, repository }: RepoPolicyKey,
): Promise<number> {
  const others = transaction.deleteFrom("repo_policies").where("id", "<>", id);
  return changedRows(others.where(isAbout(userId, repository)));
}
