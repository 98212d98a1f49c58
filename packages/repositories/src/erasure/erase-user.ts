import { changeAndRecord, type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, ErasureRow } from "@handsfree/schema";
import { insertActionLog } from "../action-logs/record.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { nilUser, requirePerson } from "../person.ts";
import { sha256 } from "../token.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import type { Erasure } from "./batches.ts";
import { eraseAnswers } from "./erase-answers.ts";
import { eraseAccess, eraseFromOthersAccess } from "./erase-access.ts";
import { eraseFromOthersActions, eraseOwnActions } from "./erase-actions.ts";
import { eraseEvents } from "./erase-events.ts";
import { eraseLogs } from "./erase-logs.ts";
import { eraseRequests, eraseRows } from "./erase-rows.ts";
import { withoutZeros } from "./counts.ts";
import { getErasure } from "./find.ts";
import { mentionsOf } from "./mentions.ts";
import { eraseNames } from "./names.ts";
import type { ErasureReceipt } from "./receipt.ts";
import { readSubject, type Subject } from "./subject.ts";
import { requireObject } from "../validate.ts";

/** A request to erase a person. */
export interface NewErasure {
  readonly userId: string;
  /** The UUID of the person who requests it. If it is the person to erase, the nil UUID is stored. */
  readonly requestedBy?: string | null | undefined;
  /** Up to 1000 characters, which are kept: for example the number of a case, and nothing about the person. */
  readonly reason?: string | null | undefined;
}

/**
 * Erases a person: deletes their records, and removes them from the records that must stay (the audit trail, other
 * users' actions that they proposed or decided, the metadata of deliveries about them). The work is many small
 * transactions; after a failure or a crash the same call continues it under the same receipt. A call that finds nothing
 * to erase returns a receipt that says so.
 *
 * First it disables the person and deletes their keys, which locks their clients out, also if they are the last admin.
 * It does not stop clients that a service serves in their name, and workers: end those, and call it again afterwards. A
 * worker that executes one of their actions is not stopped, and its report finds no action. A side effect
 * that `runOnce` runs for them is recorded under their id when it ends, and the next call finds it. An installation
 * that several people share belongs to each of them: erasing one removes the contents of its deliveries.
 *
 * Other users' commands, proposals and tasks that name the person belong to those users and are kept.
 *
 * @returns the receipt, which `findErasure` also finds. The erasure is recorded as an action log `user.erased` of the
 *   nil user.
 * @throws {InvalidInputError} if an id is not a UUID, or the reason names the person.
 */
export async function eraseUser(
  db: Executor<Database>,
  input: NewErasure,
  context: Context = systemContext,
): Promise<ErasureReceipt> {
  requireCall(db, context);
  const { userId, requestedBy, reason } = requireObject("input", input);
  const person = requirePerson("userId", userId);
  const request = {
    requester:
      requestedBy === undefined || requestedBy === null
        ? null
        : requirePerson("requestedBy", requestedBy),
    words: keepOptional("reason", reason, context),
  };
  const subject = await readSubject(db, person);
  const id = await begin(db, request, subject, context);
  const erasure: Erasure = { db, id, context };
  await eraseAccess(erasure, subject);
  await eraseFromOthersAccess(erasure, subject);
  await eraseNames(erasure, subject);
  await eraseEvents(erasure, subject);
  await eraseOwnActions(erasure, subject);
  await eraseFromOthersActions(erasure, subject);
  await eraseRows(erasure, "pending_action_quotas", subject);
  await eraseRows(erasure, "commands", subject);
  await eraseRows(erasure, "agent_tasks", subject);
  await eraseRows(erasure, "repo_policies", subject);
  await eraseRows(erasure, "action_runs", subject);
  await eraseRows(erasure, "idempotent_requests", subject);
  await eraseAnswers(erasure);
  await eraseLogs(erasure, subject);
  await eraseRequests(erasure, subject);
  // Last: these rows show which deliveries are about the person, which a resumed call needs.
  await eraseRows(erasure, "github_connections", subject);
  await eraseRows(erasure, "users", subject);
  return finish(erasure);
}

/** @returns the id of the receipt: that of an unfinished erasure, or a new one. */
async function begin(
  db: Executor<Database>,
  { requester, words }: { readonly requester: string | null; readonly words: string | null },
  subject: Subject,
  context: Context,
): Promise<string> {
  if (words !== null && mentionsOf(subject).isIn(words)) {
    const problem = "names the person, and is kept; give the number of a case, or leave it out";
    throw new InvalidInputError("reason", problem);
  }
  const subjectHash = sha256(subject.userId);
  const unfinished = await db
    .selectFrom("erasures")
    .select("id")
    .where("subject_sha256", "=", subjectHash)
    .where("finished_at", "is", null)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (unfinished) return unfinished.id;
  const row: ErasureRow = {
    id: context.newId(),
    subject_sha256: subjectHash,
    requested_by: requester === subject.userId ? nilUser : requester,
    reason: words,
    report: null,
    started_at: context.now(),
    finished_at: null,
  };
  await db.insertInto("erasures").values(row).execute();
  return row.id;
}

/** If several callers continued one erasure, the first one records its end. */
async function finish({ db, id, context }: Erasure): Promise<ErasureReceipt> {
  const receipt = await getErasure(db, id);
  const { counts } = receipt;
  const finishedAt = context.now();
  const change = db
    .updateTable("erasures")
    .set({ report: JSON.stringify(counts), finished_at: finishedAt })
    .where("id", "=", id)
    .where("finished_at", "is", null);
  const log = {
    userId: nilUser,
    actionType: "user.erased" as const,
    target: id,
    ok: true,
    result: { counts: withoutZeros(counts) },
  };
  const isFirst = await changeAndRecord(db, change, [insertActionLog(db, log, context)]);
  // Not read again: if that failed, the next call would begin a new erasure.
  return isFirst ? { ...receipt, finishedAt } : getErasure(db, id);
}
