import type { TransactionSettings } from "kysely";
import { DatabaseError } from "../errors.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { Session } from "./session.ts";
import { TransactionTask } from "./writer/transaction-task.ts";
import { currentUnitSlot, type UnitSlot } from "./writer/unit-task.ts";

/** A transaction that is open, wherever it runs. */
export interface CallerTransaction {
  /** @throws {DatabaseError} what it was stopped with, such as `transaction_timed_out`. */
  session(): Session;
  end(how: "commit" | "rollback"): Promise<void>;
}

/** Joins the unit around it, or takes the writer when it is its turn, or reads on a connection of its own. */
export function beginTransaction(
  engine: DuckDbEngine,
  { isolationLevel, accessMode }: TransactionSettings,
): Promise<CallerTransaction> {
  if (isolationLevel !== undefined && isolationLevel !== "snapshot") {
    throw new DatabaseError(
      "invalid_query",
      `DuckDB has snapshot isolation only, not ${isolationLevel}`,
    );
  }
  const slot = currentUnitSlot();
  // Begun only now, it would be a transaction of its own, of a unit whose caller was told that it failed.
  if (slot?.stopped) throw slot.stopped;
  if (slot?.open) return Promise.resolve(joinUnit(slot));
  return accessMode === "read only" ? beginReading(engine) : beginWriting(engine);
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
    session: () => {
      if (slot.open) return slot.session;
      throw slot.stopped ?? hasEnded();
    },
    // The group that the unit is in begins and ends.
    end: () => Promise.resolve(),
  };
}

async function beginWriting(engine: DuckDbEngine): Promise<CallerTransaction> {
  const task = new TransactionTask(engine.transactionLimits());
  const session = await engine.submit(task, task.begun);
  return {
    session: () => {
      if (task.stopped) throw task.stopped;
      return session;
    },
    end: (how) => task.end(how),
  };
}

async function beginReading(engine: DuckDbEngine): Promise<CallerTransaction> {
  const transaction = await engine.readTransactions.open(engine.transactionLimits());
  return { session: () => transaction.session(), end: () => transaction.end() };
}

function hasEnded(): DatabaseError {
  return new DatabaseError("invalid_query", "the transaction of this statement has ended");
}
