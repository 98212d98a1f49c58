import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@handsfree/query";
import { startPostgresServer, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { bearer, shownKey } from "./callers.ts";

const entry = fileURLToPath(new URL("serve-briefly.ts", import.meta.url));
const body = '{"input_type":"text","status":"ok"}';

/** Sends a signal to each process of a server, the first of them first: then it makes no new ones. */
async function processesOf(url: string): Promise<number[]> {
  await using db = await openDatabase({ url, poolSize: 1 });
  const { rows } = await sql<{ pid: number }>`
    select cast(split_part(pg_read_file('postmaster.pid'), chr(10), 1) as int) as pid
    union all select pid from pg_stat_activity where pid <> pg_backend_pid()`.execute(db);
  return rows.map(({ pid }) => pid);
}

const signalAll = (pids: readonly number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) process.kill(pid, signal);
};

test("a PostgreSQL that is stopped and goes on: every request is answered, and service returns", async () => {
  await using postgres = await startPostgresServer();
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    ADMIN_KEY_FILE: join(directory.path, "x.admin-key"),
    DATABASE_URL: postgres.url,
  });
  const headers = {
    ...bearer(shownKey(server) ?? "none"),
    "content-type": "application/json",
  };
  const record = (): Promise<Response> =>
    fetch(`${server.url}/v1/commands`, { method: "POST", headers, body });
  // So that there are connections to hold.
  const before = await Promise.all([record(), record(), record()]);
  expect(before.map(({ status }) => status)).toEqual([201, 201, 201]);

  const pids = await processesOf(postgres.url);
  signalAll(pids, "SIGSTOP");
  try {
    const stopped = await Promise.all([record(), record(), fetch(`${server.url}/health`)]);
    expect(stopped.map(({ status }) => status)).toEqual([503, 503, 503]);
    for (const response of stopped) {
      expect(await response.json()).toMatchObject({ code: "database_unavailable" });
    }
  } finally {
    signalAll(pids, "SIGCONT");
  }
  await expect.poll(async () => (await record()).status, { timeout: 15_000 }).toBe(201);
  await expect
    .poll(async () => (await fetch(`${server.url}/health`)).status, { timeout: 5000 })
    .toBe(200);
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("SIGTERM ends the server beside a PostgreSQL that is stopped", async () => {
  await using postgres = await startPostgresServer();
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    ADMIN_KEY_FILE: join(directory.path, "x.admin-key"),
    DATABASE_URL: postgres.url,
  });
  const headers = {
    ...bearer(shownKey(server) ?? "none"),
    "content-type": "application/json",
  };
  const record = (): Promise<unknown> =>
    fetch(`${server.url}/v1/commands`, { method: "POST", headers, body });
  await Promise.all([record(), record()]);
  const pids = await processesOf(postgres.url);
  signalAll(pids, "SIGSTOP");
  try {
    const waiting = Promise.allSettled([record(), record()]);
    expect(await server.stop("SIGTERM")).not.toBeNull();
    await waiting;
  } finally {
    signalAll(pids, "SIGCONT");
  }
});
