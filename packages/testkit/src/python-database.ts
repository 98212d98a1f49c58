import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { pythonUser } from "./python-user.ts";
import { laterPythonVersions } from "./python-versions.ts";

export const pythonToken = "a-raw-token-from-before";

/** The release of the Python implementation that made a database. */
export interface PythonRelease {
  /** Whether its `001` has `repo_policies.allow_comment`. Default false. */
  readonly allowComment?: boolean;
  /** The versions of `laterPythonVersions` that it applied after `001`. Default none. */
  readonly versions?: readonly string[];
}

/**
 * Makes a database as the earlier Python implementation left it: a history of two columns, rows in every table,
 * times with microseconds, and an idempotency key and a delivery id that are used twice.
 */
export async function createPythonDatabase(
  path: string,
  { allowComment = false, versions = [] }: PythonRelease = {},
): Promise<void> {
  const initial = await readFile(join(migrationsDirectory, "001_initial_schema.sql"), "utf8");
  const statements = [
    `CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())`,
    allowComment
      ? initial.replace(
          "  require_confirmation",
          "  allow_comment BOOLEAN NOT NULL DEFAULT true,\n  require_confirmation",
        )
      : initial,
    `INSERT INTO schema_migrations (version) VALUES ('001_initial_schema')`,
    `INSERT INTO users (id, email) VALUES ('${pythonUser}', 'ada@example.org')`,
    `INSERT INTO github_connections (id, user_id, installation_id) VALUES (uuid(), '${pythonUser}', 42)`,
    `INSERT INTO repo_policies (id, user_id, repo_full_name) VALUES (uuid(), '${pythonUser}', 'octo/repo')`,
    `INSERT INTO commands (id, user_id, profile, input_type, status, intent_confidence, created_at)
     SELECT uuid(), '${pythonUser}', ['default', 'workout', 'work', 'focused', 'relaxed'][i + 1], 'audio', 'ok', 0.95, TIMESTAMPTZ '2026-01-01 10:00:00.123400+00' + to_microseconds(i)
     FROM range(5) AS rows (i)`,
    `INSERT INTO pending_actions (token, user_id, summary, action_type, action_payload, expires_at)
     VALUES ('${pythonToken}', '${pythonUser}', 'Merge #1', 'merge_pr', '{"pr": 1}', '2030-01-01 00:00:00+00')`,
    `INSERT INTO action_logs (id, user_id, action_type, ok, request, idempotency_key, created_at) VALUES
     (uuid(), '${pythonUser}', 'merge_pr', true, '{"attempt": 1}', 'twice', '2026-01-01 10:00:00+00'),
     (uuid(), '${pythonUser}', 'merge_pr', true, '{"attempt": 2}', 'twice', '2026-01-01 11:00:00+00')`,
    `INSERT INTO webhook_events (id, source, event_type, delivery_id, signature_ok, payload, received_at) VALUES
     (uuid(), 'github', 'push', 'delivery-1', true, '{"ref": "first"}', '2026-01-01 10:00:00+00'),
     (uuid(), 'github', 'push', 'delivery-1', true, '{"ref": "second"}', '2026-01-01 11:00:00+00'),
     (uuid(), 'github', 'push', 'delivery-2', false, '{"ref": "forged"}', '2026-01-01 12:00:00+00')`,
    `INSERT INTO agent_tasks (id, user_id, provider, status) VALUES (uuid(), '${pythonUser}', 'copilot', 'running')`,
  ];
  for (const version of versions) {
    const later = laterPythonVersions.find((known) => known.version === version);
    if (later === undefined)
      throw new Error(`${version} is not a version of the Python implementation`);
    const record = `INSERT INTO schema_migrations (version) VALUES ('${version}')`;
    statements.push(...later.makes, ...later.rows, record);
  }
  await using db = await openDatabase({ path });
  for (const statement of statements) await sql.raw(statement).execute(db);
}
