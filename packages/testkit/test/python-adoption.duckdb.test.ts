import { join } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import {
  describeDifference,
  findDrift,
  findForeignTables,
  type MigrationEvent,
  migrateUp,
  migrationStatus,
  readMigrations,
  repairMigrations,
} from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { createPythonDatabase, laterPythonVersions, temporaryDirectory } from "../src/index.ts";

const versions = laterPythonVersions.map(({ version }) => version);

/** Tables that only the Python implementation has. */
const theirs = [
  "ai_backend_policy_snapshots",
  "ai_history_index",
  "api_keys",
  "idempotency_keys",
  "notification_subscriptions",
  "notifications",
  "oauth_states",
  "peer_chat_messages",
  "repo_subscriptions",
  "transport_session_cursors",
];

/** Each as JSON, which has every digit. */
type Rows = readonly string[];

async function rowsOf(db: Kysely<object>, table: string, columns = sql`*`): Promise<Rows> {
  const { rows } = await sql<{ row: string }>`
    select cast(to_json(found) as varchar) as row
    from (select ${columns} from ${sql.table(table)}) as found order by 1`.execute(db);
  return rows.map(({ row }) => row);
}

async function tablesOf(db: Kysely<object>): Promise<string[]> {
  return (await db.introspection.getTables()).map(({ name }) => name);
}

async function dump(db: Kysely<object>, tables: readonly string[]): Promise<Record<string, Rows>> {
  const there = new Set(await tablesOf(db));
  const found: Record<string, Rows> = {};
  for (const table of tables.filter((name) => there.has(name))) {
    found[table] = await rowsOf(db, table);
  }
  return found;
}

/** What both implementations have, by the columns that both have under one name. */
const shared: Readonly<Record<string, readonly string[]>> = {
  users: ["id", "email", "display_name", "created_at"],
  github_connections: ["id", "user_id", "installation_id", "token_ref", "scopes", "created_at"],
  repo_policies: ["id", "user_id", "repo_full_name", "allow_merge", "required_approvals"],
  commands: [
    "id",
    "user_id",
    "profile",
    "input_type",
    "transcript",
    "entities",
    "status",
    "created_at",
  ],
  pending_actions: ["user_id", "summary", "action_type", "action_payload", "created_at"],
  action_logs: ["id", "user_id", "action_type", "target", "request", "result", "ok", "created_at"],
  webhook_events: [
    "id",
    "source",
    "event_type",
    "delivery_id",
    "signature_ok",
    "payload",
    "received_at",
  ],
  agent_tasks: [
    "id",
    "user_id",
    "provider",
    "repo_full_name",
    "instruction",
    "status",
    "created_at",
  ],
};

async function sharedRows(db: Kysely<object>): Promise<Record<string, Rows>> {
  const found: Record<string, Rows> = {};
  for (const [table, columns] of Object.entries(shared)) {
    found[table] = await rowsOf(
      db,
      table,
      sql`${sql.join(columns.map((column) => sql.ref(column)))}`,
    );
  }
  return found;
}

const releases = [
  // Each release that made a table which ours adopts, the one before it, and the first and last ones.
  ...[0, 1, 2, 3, 4, 5, 6, 7, versions.length].map((count) => ({
    until: versions[count - 1] ?? "001_initial_schema",
    versions: versions.slice(0, count),
  })),
  // One of the two versions with a number without the other, as a release between them left it.
  ...[
    "004_add_idempotency_keys_table",
    "006_add_notification_throttling_dedupe",
    "006_add_webhook_processing_fields",
  ].map((without) => ({
    until: `015 without ${without}`,
    versions: versions.filter((version) => version !== without),
  })),
].flatMap((release) => {
  const isLast = release.versions.length === versions.length;
  return [
    { ...release, allowComment: false },
    ...(isLast ? [{ ...release, allowComment: true }] : []),
  ];
});

test.for(releases)(
  "a Python database is adopted with every row: $until, allow_comment in its 001: $allowComment",
  async ({ versions: applied, allowComment }) => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "python.db");
    await createPythonDatabase(path, { versions: applied, allowComment });
    await using db = (await openDatabase({ path })) as unknown as Kysely<object>;
    const before = { theirs: await dump(db, theirs), shared: await sharedRows(db) };
    const files = await readMigrations(migrationsDirectory);
    const told: string[] = [];
    const onEvent = (event: MigrationEvent): void => {
      if (event.type === "adopted") told.push(event.adoption.file);
    };
    await migrateUp(db, files, { onEvent });

    expect({ theirs: await dump(db, theirs), shared: await sharedRows(db) }).toEqual(before);
    expect(await findForeignTables(db, files)).toEqual(Object.keys(before.theirs));
    expect(told.toSorted()).toEqual(
      [
        applied.includes("004_add_idempotency_keys_table") && "adopt/idempotency_keys.duckdb.sql",
        applied.includes("006_add_webhook_processing_fields") &&
          "adopt/webhook_outcomes.duckdb.sql",
        applied.includes("006_add_webhook_processing_fields") &&
          "adopt/webhook_outcomes_aside.duckdb.sql",
      ].filter((file) => file !== false),
    );
    // Nothing of ours is other than in a new database, also where their 001 made it otherwise.
    expect((await findDrift(db, files)).map(describeDifference)).toEqual([]);

    expect(await migrateUp(db, files)).toEqual([]);
    await repairMigrations(db, files);
    expect(await migrationStatus(db, files)).toMatchObject({
      state: "current",
      unverified: [],
      problems: [],
    });
  },
);

test("an adoption stops and goes on with its migrations, whatever runs of them at a time", async () => {
  await using directory = await temporaryDirectory();
  const files = await readMigrations(migrationsDirectory);
  const numbers = files
    .filter(({ file }) => /^\d/.test(file))
    .map(({ file }) => Number.parseInt(file, 10));
  const [whole, stepwise] = [join(directory.path, "whole.db"), join(directory.path, "stepwise.db")];
  const outcomes: Rows[] = [];
  for (const path of [whole, stepwise]) {
    await createPythonDatabase(path, { versions });
    if (path === stepwise) {
      for (const number of new Set(numbers)) {
        await using db = await openDatabase({ path });
        await migrateUp(db, files, { to: String(number) });
      }
    }
    await using db = await openDatabase({ path });
    await migrateUp(db, files);
    const columns = sql`delivery_id, state, attempts, last_error, completed_at`;
    outcomes.push(await rowsOf(db as unknown as Kysely<object>, "webhook_events", columns));
    expect(await findForeignTables(db, files)).toEqual(theirs);
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
});

test("an adoption that fails takes its migration back with it, and leaves theirs as it was", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path, { versions });
  await using db = (await openDatabase({ path })) as unknown as Kysely<object>;
  const before = await dump(db, theirs);
  const files = await readMigrations(migrationsDirectory);
  const broken = files.map((file) =>
    file.file === "adopt/idempotency_keys.duckdb.sql"
      ? { ...file, sql: `${file.sql}\nSELECT * FROM nowhere;` }
      : file,
  );
  await expect(migrateUp(db, broken)).rejects.toMatchObject({ code: "migration_failed" });
  expect(await dump(db, theirs)).toEqual(before);
  const { recorded } = await migrationStatus(db, files);
  expect(recorded.some(({ version }) => version === "004_idempotency_keys_and_deliveries")).toBe(
    false,
  );
  await migrateUp(db, files);
  expect(await dump(db, theirs)).toEqual(before);
});
