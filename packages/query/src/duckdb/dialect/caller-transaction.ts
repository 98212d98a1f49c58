import type { TransactionSettings } from "kysely";
import { DatabaseError } from "../../errors.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import type { Place } from "../session/run-text.ts";
import type { Session } from "../session/session.ts";
import { type TransactionPlace, TransactionTask } from "../writer/transaction-task.ts";
import { currentUnitSlot, type UnitSlot } from "../writer/run-unit.ts";

/** An open transaction of a caller. */
export interface CallerTransaction {
  /** Decides what its raw statements may do. */
  readonly place: Place;
  /** @throws {DatabaseError} what it was stopped with, such as `transaction_timed_out`. */
  session(): Session;
  end(how: "commit" | "rollback"): Promise<void>;
}

/** The connection that a transaction runs on. */
export interface CallersConnection extends TransactionPlace {
  /** Ends the transaction, whether it waits or is open. */
  readonly signal: AbortSignal | undefined;
  /** The caller's own connection, where it has one already. */
  readonly own: Session | undefined;
}

/**
 * Begins a transaction: as part of the unit around it, else on a connection of its own, for which the
 * writer waits unless the transaction only reads.
 */
export function beginTransaction(
  engine: DuckDbEngine,
  { isolationLevel, accessMode }: TransactionSettings,
  connection: CallersConnection,
): Promise<CallerTransaction> {
  if (isolationLevel !== undefined && isolationLevel !== "snapshot") {
    throw new DatabaseError(
      "invalid_query",
      `DuckDB has snapshot isolation only, not ${isolationLevel}`,
    );
  }
  const slot = currentUnitSlot();
  // The unit's caller was told that it failed, so its transaction must not begin after that.
  if (slot?.stopped) throw slot.stopped;
  if (slot?.open) return Promise.resolve(joinUnit(slot));
  return accessMode === "read only"
    ? beginReading(engine, connection)
    : beginWriting(engine, connection);
}

function joinUnit(slot: UnitSlot): CallerTransaction {
  if (slot.taken) {
    throw new DatabaseError(
      "invalid_query",
      "a transaction inside a transaction; use the one that the callback is given",
    );
  }
  slot.taken = true;
  return {
    place: "shared",
    session: () => {
      if (slot.open) return slot.session;
      throw slot.stopped ?? hasEnded();
    },
    // The group of the unit begins and ends the transaction.
    end: () => Promise.resolve(),
  };
}

async function beginWriting(
  engine: DuckDbEngine,
  connection: CallersConnection,
): Promise<CallerTransaction> {
  const { signal } = connection;
  const task = new TransactionTask(engine.transactionLimits(signal), connection);
  const session = await engine.submit(task, task.begun, signal);
  return {
    place: "transaction",
    session: () => {
      if (task.stopped) throw task.stopped;
      return session;
    },
    end: (how) => task.end(how),
  };
}

async function beginReading(
  engine: DuckDbEngine,
  { own, signal }: CallersConnection,
): Promise<CallerTransaction> {
  const transaction = await engine.readTransactions.open(engine.transactionLimits(signal), own);
  return {
    place: "transaction",
    session: () => transaction.session(),
    end: () => transaction.end(),
  };
}

function hasEnded(): DatabaseError {
  return new DatabaseError("invalid_query", "the transaction of this statement has ended");
}
