import { type Executor, inTransaction, insertRow, InvalidInputError } from "@handsfree/query";
import type { Database, EventTriggerRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../../changed-rows.ts";
import { atOneInstant, type Context } from "../../context.ts";
import { decodeJsonExactly } from "../../json.ts";
import { createPendingAction } from "../../pending-actions/create.ts";
import type { NewPendingAction, ProposingService } from "../../pending-actions/proposal.ts";
import { nilUser } from "../../person.ts";
import { retried } from "../../retried.ts";
import { triggerLog } from "./record.ts";
import type { TriggeredProposal } from "./trigger.ts";

/** How many proposals are made between two looks at the feed. */
const mostAtOnce = 20;

/** The limit of open actions, which the application sets. */
interface ProposeOptions {
  readonly openLimit: number | undefined;
}

/**
 * Makes the proposals of triggers that fired. The action is made in the transaction that ends its trigger, so that it is
 * made exactly once, by any server and over any crash.
 */
export async function proposeFired(
  db: Executor<Database>,
  options: ProposeOptions,
  context: Context,
): Promise<void> {
  const rows = await db
    .selectFrom("event_triggers")
    .selectAll()
    .where("state", "=", "fired")
    .orderBy("fired_at")
    .orderBy("id")
    .limit(mostAtOnce)
    .execute();
  for (const row of rows) {
    const stopped = atOneInstant(context);
    const attempt = (work: (transaction: Transaction<Database>) => Promise<void>) =>
      retried(db, () => inTransaction(db, work));
    try {
      await attempt((transaction) => proposeOne(transaction, row, options, stopped));
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      // The rules of proposals changed since the trigger was made.
      await attempt((transaction) => fail(transaction, row, error.message, stopped));
    }
  }
}

async function proposeOne(
  transaction: Transaction<Database>,
  row: EventTriggerRow,
  { openLimit }: ProposeOptions,
  context: Context,
): Promise<void> {
  const proposer = await findProposer(transaction, row);
  if (proposer.outcome === "disabled") return fail(transaction, row, proposer.error, context);
  const asked = {
    ...(decodeJsonExactly(row.proposal) as TriggeredProposal),
    userId: row.user_id,
    proposedBy: row.proposed_by,
    service: proposer.service,
    idempotencyKey: `trigger/${row.id}`,
    openLimit,
  } satisfies NewPendingAction;
  // First, so that of several servers one goes on.
  if (!(await end(transaction, row, { state: "proposed" }, context))) return;
  const byCaller = { ...context, credentialId: row.credential_id ?? undefined };
  const proposal = await createPendingAction(transaction, asked, byCaller);
  switch (proposal.outcome) {
    case "too_many_open":
      if (row.expires_at > context.now()) return reopen(transaction, row);
      return fail(transaction, row, "too many actions of its user wait", context, "proposed");
    case "unknown_group":
      return fail(transaction, row, `there is no group ${proposal.group}`, context, "proposed");
    case "key_reused":
      return fail(
        transaction,
        row,
        "another proposal has its idempotency key",
        context,
        "proposed",
      );
    default: {
      const { id: actionId } = proposal.action;
      const update = transaction.updateTable("event_triggers").set({ action_id: actionId });
      await update.where("id", "=", row.id).execute();
      const log = triggerLog(row, { event: "proposed", action_id: actionId }, context);
      await insertRow(transaction, "action_logs", log);
    }
  }
}

type Proposer =
  | { readonly outcome: "enabled"; readonly service: ProposingService | null }
  | { readonly outcome: "disabled"; readonly error: string };

/** Who proposes it. One who cannot use HandsFree any more proposes nothing. */
async function findProposer(
  transaction: Transaction<Database>,
  { user_id, proposed_by, service_id }: EventTriggerRow,
): Promise<Proposer> {
  const disabled = await transaction
    .selectFrom("users")
    .select("id")
    .where("id", "in", [user_id, proposed_by])
    .where("disabled_at", "is not", null)
    .execute();
  // The nil UUID takes the place of a person who was erased.
  if (disabled.length > 0 || proposed_by === nilUser) {
    return { outcome: "disabled", error: "its user cannot use HandsFree" };
  }
  if (service_id === null) return { outcome: "enabled", service: null };
  const service = await transaction
    .selectFrom("services")
    .select(["id", "name"])
    .where("id", "=", service_id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return service === undefined
    ? { outcome: "disabled", error: "its service cannot use HandsFree" }
    : { outcome: "enabled", service };
}

/** Ends a trigger. @returns whether it was this call that did. */
async function end(
  transaction: Transaction<Database>,
  { id }: EventTriggerRow,
  {
    state,
    error = null,
  }: { readonly state: "proposed" | "failed"; readonly error?: string | null },
  context: Context,
  from: "fired" | "proposed" = "fired",
): Promise<boolean> {
  const update = transaction
    .updateTable("event_triggers")
    .set({ state, error, ended_at: context.now() })
    .where("id", "=", id)
    .where("state", "=", from);
  return (await changedRows(update)) > 0;
}

async function fail(
  transaction: Transaction<Database>,
  row: EventTriggerRow,
  error: string,
  context: Context,
  from: "fired" | "proposed" = "fired",
): Promise<void> {
  if (!(await end(transaction, row, { state: "failed", error }, context, from))) return;
  await insertRow(transaction, "action_logs", triggerLog(row, { event: "failed", error }, context));
}

/** It waits until some of the actions are decided. */
async function reopen(transaction: Transaction<Database>, { id }: EventTriggerRow): Promise<void> {
  const update = transaction.updateTable("event_triggers").set({ state: "fired", ended_at: null });
  await update.where("id", "=", id).execute();
}
