import { existsSync } from "node:fs";
import type { DatabaseIncident } from "../../incident.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import type { Session } from "../session/session.ts";
import { ExclusiveTask } from "../writer/exclusive-task.ts";

/**
 * Writes the content of a log that was deleted into the database's file, and reports the outcome. Never
 * fails. The writer waits meanwhile, since a checkpoint of its own would drop the log.
 */
export async function keepLog(
  engine: DuckDbEngine,
  file: string,
  report: (incident: DatabaseIncident) => void,
): Promise<void> {
  try {
    const task = new ExclusiveTask(0, (session) => checkpointWithoutLog(session, file));
    if (!(await engine.submit(task, task.settled))) return;
    const message = `${file}.wal was deleted while the database is open; all that was in it has been written into the file, and nothing is lost`;
    report({ severity: "error", kind: "log_gone", message });
  } catch {
    const message = `${file}.wal was deleted while the database is open, and what was in it could not be written into the file; make a backup before you end this process (${process.pid})`;
    report({ severity: "error", kind: "log_gone", message });
  }
}

/** @returns whether there was a log without a file. */
async function checkpointWithoutLog(session: Session, file: string): Promise<boolean> {
  const rows = await session.execute<{ size: string }>(
    "select wal_size as size from pragma_database_size() where database_name = current_database()",
  );
  // A text such as "1.2 MiB".
  const size = Number.parseFloat(rows[0]?.size ?? "0");
  if (size === 0 || existsSync(`${file}.wal`)) return false;
  await session.execute("FORCE CHECKPOINT");
  return true;
}
