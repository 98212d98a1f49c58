import { join } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { createPythonDatabase, openTestDatabase, temporaryDirectory } from "../src/index.ts";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { migrateUp, migrationStatus, readMigrations, repairMigrations } from "@handsfree/migrator";

async function columnsOf(table: string): Promise<string[]> {
  await using db = await openDatabase({ path: ":memory:" });
  await migrateUp(db, await readMigrations(migrationsDirectory), { to: "1" });
  const { rows } = await sql<{ name: string; type: string; nullable: string }>`
    select column_name as name, data_type as type, is_nullable as nullable
    from information_schema.columns where table_name = ${table} order by ordinal_position`.execute(
    db,
  );
  return rows.map(({ name, type, nullable }) => `${name} ${type}${nullable === "YES" ? "?" : ""}`);
}

const zoned = "TIMESTAMP WITH TIME ZONE";

test.for([
  ["users", ["id UUID", "email VARCHAR?", "display_name VARCHAR?", `created_at ${zoned}`]],
  [
    "github_connections",
    [
      "id UUID",
      "user_id UUID",
      "installation_id BIGINT?",
      "token_ref VARCHAR?",
      "scopes VARCHAR?",
      `created_at ${zoned}`,
      `updated_at ${zoned}`,
    ],
  ],
  [
    "repo_policies",
    [
      "id UUID",
      "user_id UUID",
      "repo_full_name VARCHAR",
      "allow_merge BOOLEAN",
      "allow_rerun BOOLEAN",
      "allow_request_review BOOLEAN",
      "require_confirmation BOOLEAN",
      "require_checks_green BOOLEAN",
      "required_approvals INTEGER",
      `created_at ${zoned}`,
      `updated_at ${zoned}`,
    ],
  ],
  [
    "commands",
    [
      "id UUID",
      "user_id UUID",
      "profile VARCHAR",
      "input_type VARCHAR",
      "transcript VARCHAR?",
      "intent_name VARCHAR?",
      "intent_confidence FLOAT?",
      "entities JSON?",
      "status VARCHAR",
      `created_at ${zoned}`,
    ],
  ],
  [
    "pending_actions",
    [
      "token VARCHAR",
      "user_id UUID",
      "summary VARCHAR",
      "action_type VARCHAR",
      "action_payload JSON",
      `expires_at ${zoned}`,
      `created_at ${zoned}`,
    ],
  ],
  [
    "action_logs",
    [
      "id UUID",
      "user_id UUID",
      "action_type VARCHAR",
      "target VARCHAR?",
      "request JSON?",
      "result JSON?",
      "ok BOOLEAN",
      "idempotency_key VARCHAR?",
      `created_at ${zoned}`,
    ],
  ],
  [
    "webhook_events",
    [
      "id UUID",
      "source VARCHAR",
      "event_type VARCHAR?",
      "delivery_id VARCHAR?",
      "signature_ok BOOLEAN",
      "payload JSON?",
      `received_at ${zoned}`,
    ],
  ],
  [
    "agent_tasks",
    [
      "id UUID",
      "user_id UUID",
      "provider VARCHAR",
      "repo_full_name VARCHAR?",
      "issue_number INTEGER?",
      "pr_number INTEGER?",
      "instruction VARCHAR?",
      "status VARCHAR",
      "last_update VARCHAR?",
      `created_at ${zoned}`,
      `updated_at ${zoned}`,
    ],
  ],
] as const)("001 makes %s, to the column", async ([table, columns]) => {
  expect(await columnsOf(table)).toEqual(columns);
});

test.for([{ allowComment: false }, { allowComment: true }])(
  "a database of the Python implementation is adopted with every row: %j",
  async (release) => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "python.db");
    await createPythonDatabase(path, release);
    await using db = await openTestDatabase(path);
    const { rows } = await sql`
      select (select count(*) from users) as users,
             (select count(*) from github_connections) as connections,
             (select count(*) from repo_policies where allow_comment) as policies,
             (select count(*) from commands) as commands,
             (select count(*) from pending_actions) as actions,
             (select count(*) from action_logs) as logs,
             (select count(*) from webhook_events) as events,
             (select count(*) from agent_tasks) as tasks,
             (select count(*) from schema_migrations where version = '001_initial_schema') as first
    `.execute(db);
    expect(rows).toEqual([
      {
        users: 1,
        connections: 1,
        policies: 1,
        commands: 5,
        actions: 1,
        logs: 2,
        events: 3,
        tasks: 1,
        first: 1,
      },
    ]);
    const migrations = await readMigrations(migrationsDirectory);
    expect(await migrateUp(db, migrations)).toEqual([]);
    // What ran was another program's text, which only a person can take for the same.
    expect(await migrationStatus(db, migrations)).toMatchObject({
      state: "current",
      unverified: ["001_initial_schema"],
    });
    await repairMigrations(db, migrations);
    expect(await migrationStatus(db, migrations)).toMatchObject({
      state: "current",
      unverified: [],
    });
  },
);
