import { changeAndRecord, type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, ErasureRow } from "@handsfree/schema";
import { insertActionLog } from "../action-logs/record.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { nilUser, requirePerson } from "../person.ts";
import { sha256 } from "../token.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import type { Erasure } from "./batches.ts";
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

/** Whom to erase, and why. */
export interface NewErasure {
  readonly userId: string;
  /** UUID of whoever asked for it; the person themselves is kept as the nil UUID. */
  readonly requestedBy?: string | null | undefined;
  /** Up to 1000 characters, which stay: a number of a case, and nothing of the person. */
  readonly reason?: string | null | undefined;
}

/**
 * Erases a person: what is theirs is deleted, and what has to stay (the audit trail, others' actions that
 * they had a hand in, the metadata of deliveries about them) stays without them. It is many small
 * transactions; where one fails or the process dies, the same call goes on with it, under the same receipt.
 * A call when nothing is left has a receipt that says so.
 *
 * What the person's own clients and workers do meanwhile is not kept from being written: lock the person out
 * first, and call again afterwards. A worker that executes one of their actions is not stopped, and its report
 * finds no action; a side effect that `runOnce` runs for them is put on record under their id when it ends, to be
 * found by the next call. An installation that several people share is of each of them: erasing one removes what
 * its deliveries say.
 *
 * Words of others that name the person, in commands, proposals and tasks of theirs, are theirs and stay.
 *
 * @returns the receipt, which `findErasure` finds again. It is on record as an action log of type
 *   `user.erased`, of nobody.
 * @throws {InvalidInputError} when an id is not a UUID, or the reason names the person.
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
  await eraseNames(erasure, subject);
  await eraseEvents(erasure, subject);
  await eraseOwnActions(erasure, subject);
  await eraseFromOthersActions(erasure, subject);
  await eraseRows(erasure, "pending_action_quotas", subject);
  await eraseRows(erasure, "commands", subject);
  await eraseRows(erasure, "agent_tasks", subject);
  await eraseRows(erasure, "repo_policies", subject);
  await eraseRows(erasure, "action_runs", subject);
  await eraseLogs(erasure, subject);
  await eraseRequests(erasure, subject);
  // Last, since by these deliveries are known to be about the person, and a call that goes on needs that.
  await eraseRows(erasure, "github_connections", subject);
  await eraseRows(erasure, "users", subject);
  return finish(erasure);
}

/** @returns the id of the receipt: that of an erasure which did not come to its end, or a new one. */
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

/** Of several callers who went on with one erasure, the first puts it on record. */
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
  // Not read again: where that failed, the next call would begin anew.
  return isFirst ? { ...receipt, finishedAt } : getErasure(db, id);
}
