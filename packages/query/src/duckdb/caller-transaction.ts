import type { TransactionSettings } from "kysely";
import { DatabaseError } from "../errors.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { Session } from "./session.ts";
import { TransactionTask } from "./writer/transaction-task.ts";
import { currentUnitSlot, timeLimitError, type UnitSlot } from "./writer/unit-task.ts";

/** A transaction that is open, wherever it runs. */
export interface CallerTransaction {
  /** @throws {DatabaseError} `transaction_timed_out` when its time is over. */
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
  if (slot?.open) return Promise.resolve(joinUnit(engine, slot));
  return accessMode === "read only" ? beginReading(engine) : beginWriting(engine);
}

function joinUnit(engine: DuckDbEngine, slot: UnitSlot): CallerTransaction {
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
      throw timeLimitError(engine.transactionTimeLimit);
    },
    // The group that the unit is in begins and ends.
    end: () => Promise.resolve(),
  };
}

async function beginWriting(engine: DuckDbEngine): Promise<CallerTransaction> {
  const task = new TransactionTask(engine.transactionTimeLimit);
  engine.submit(task);
  const session = await task.begun;
  return {
    session: () => {
      if (!task.timedOut) return session;
      throw timeLimitError(engine.transactionTimeLimit);
    },
    end: (how) => task.end(how),
  };
}

/** Apart from the writer, so that a long look at one state of the data holds up nobody. */
async function beginReading(engine: DuckDbEngine): Promise<CallerTransaction> {
  const session = await engine.openSession();
  await session.run({ sql: "BEGIN TRANSACTION READ ONLY", parameters: [] });
  return {
    session: () => session,
    end: async () => {
      await session.run({ sql: "ROLLBACK", parameters: [] }).catch(() => undefined);
      await session.close();
    },
  };
}
