import { existsSync } from "node:fs";
import type { DatabaseIncident } from "../incident.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { Session } from "./session.ts";
import { SettledTask, type Task } from "./writer/task.ts";

/**
 * Writes what was only in a log that was deleted into the database's file. In the writer's turn, so that
 * no checkpoint of its own takes the log away meanwhile. Never fails; what became of it is reported.
 */
export async function keepLog(
  engine: DuckDbEngine,
  file: string,
  report: (incident: DatabaseIncident) => void,
): Promise<void> {
  const task = new KeepLog(file);
  try {
    if ((await engine.submit(task, task.settled)) === 0) return;
    const message = `${file}.wal was deleted while the database is open; all that was in it has been written into the file, and nothing is lost`;
    report({ severity: "error", kind: "log_gone", message });
  } catch {
    const message = `${file}.wal was deleted while the database is open, and what was in it could not be written into the file; make a backup before you end this process (${process.pid})`;
    report({ severity: "error", kind: "log_gone", message });
  }
}

/** Its result is how many bytes of log have been without a file. */
class KeepLog extends SettledTask<number> implements Task {
  readonly bytes = 0;
  readonly sharesCommit = false;
  readonly #file: string;

  constructor(file: string) {
    super();
    this.#file = file;
  }

  run(session: Session): Promise<void> {
    return this.runDurably(session);
  }

  async runDurably(session: Session): Promise<void> {
    this.result = 0;
    const { rows } = await session.run<{ size: string }>({
      sql: "select wal_size as size from pragma_database_size() where database_name = current_database()",
      parameters: [],
    });
    // A text such as "1.2 MiB".
    const size = Number.parseFloat(rows[0]?.size ?? "0");
    if (size === 0 || existsSync(`${this.#file}.wal`)) return;
    await session.run({ sql: "FORCE CHECKPOINT", parameters: [] });
    this.result = size;
  }
}
