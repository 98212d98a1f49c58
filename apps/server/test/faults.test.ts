import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findWebhookEvent, signGithubPayload } from "@handsfree/repositories/webhooks";
import {
  openTestDatabase,
  runNode,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import { mountDisk } from "./mount-disk.ts";
import { bearer, shownKey } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Answer {
  readonly status: number;
  readonly body: { readonly event_id?: string; readonly code?: string; readonly detail?: string };
}

async function answer(response: Response): Promise<Answer> {
  expect(response.headers.get("content-type")).toMatch(/json/);
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

const health = async ({ url }: ServerProcess): Promise<Answer> =>
  answer(await fetch(`${url}/health`));

/** That of the file whose server was started last. A copy of a file has the keys of the original. */
let key = "";
const headersFor = (server: ServerProcess) => bearer((key = shownKey(server) ?? key));

async function record(server: ServerProcess): Promise<Answer> {
  const response = await fetch(`${server.url}/v1/commands`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headersFor(server) },
    body: '{"input_type":"text","status":"ok"}',
  });
  return answer(response);
}

const levels = (server: ServerProcess, incident: string): number[] =>
  server
    .output()
    .split("\n")
    .filter((line) => line.includes(`"incident":"${incident}"`))
    .map((line) => (JSON.parse(line) as { level: number }).level);

const secret = "the-webhook-secret";

async function deliver({ url }: ServerProcess, noise: string): Promise<Answer> {
  const body = JSON.stringify({ noise });
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": signGithubPayload(secret, body),
  };
  return answer(await fetch(`${url}/v1/webhooks/github`, { method: "POST", headers, body }));
}

test("a disk that fills and has room again: every refusal names it, nothing is lost, service returns", async (context) => {
  using disk = mountDisk("8m");
  if (disk === undefined) {
    context.skip();
    return;
  }
  const file = join(disk.path, "x.db");
  const env = { DUCKDB_PATH: file, GITHUB_WEBHOOK_SECRET: secret };
  await using server = await startServerProcess(entry, env);
  const acknowledged: string[] = [];
  const refused: Answer[] = [];
  while (refused.length < 5) {
    const result = await deliver(server, randomBytes(100_000).toString("hex"));
    if (result.status === 202) acknowledged.push(result.body.event_id ?? "");
    else refused.push(result);
  }
  for (const { status, body } of refused) {
    expect(status).toBe(503);
    expect(body.detail).toMatch(/x\.db(?:\.wal)?: the disk is full/);
  }
  disk.resize("64m");
  await expect.poll(async () => (await deliver(server, "")).status, { timeout: 10_000 }).toBe(202);
  await expect.poll(async () => (await health(server)).status, { timeout: 5000 }).toBe(200);
  expect(await server.stop("SIGTERM")).toBe(0);

  await using db = await openTestDatabase(file);
  expect(acknowledged.length).toBeGreaterThan(5);
  for (const id of acknowledged) expect(await findWebhookEvent(db, id)).toMatchObject({ id });
});

test("a start on a full disk names it in one line, and the next start with room succeeds", async (context) => {
  using disk = mountDisk("4k");
  if (disk === undefined) {
    context.skip();
    return;
  }
  const env = { DUCKDB_PATH: join(disk.path, "x.db"), PORT: "0", LOG_LEVEL: "warn" };
  const failed = await runNode(entry, [], { env });
  expect(failed).toMatchObject({
    code: 4,
    stderr: `handsfree-server: ${env.DUCKDB_PATH}: the disk is full; make room and try again\n`,
  });
  disk.resize("64m");
  await using server = await startServerProcess(entry, { ...env, LOG_LEVEL: "info" });
  expect(await health(server)).toMatchObject({ status: 200 });
});

test("a file that is deleted under the server: no more writes, no health, and the log says so", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  await using server = await startServerProcess(entry, { DUCKDB_PATH: file });
  expect(await record(server)).toMatchObject({ status: 201 });
  expect(await health(server)).toMatchObject({ status: 200 });
  await rm(file);
  const gone = {
    status: 503,
    body: {
      code: "database_not_found",
      detail: expect.stringMatching(/x\.db was deleted, moved or replaced/),
    },
  };
  expect(await record(server)).toMatchObject(gone);
  await expect.poll(() => health(server), { timeout: 5000 }).toMatchObject(gone);
  const read = await fetch(`${server.url}/v1/commands`, { headers: headersFor(server) });
  expect(read.status).toBe(200);
  const error = 50;
  expect(levels(server, "file_gone")).toEqual([error]);
});

const damagedLine =
  /^handsfree-server: \S+x\.db: the database is damaged: the block at byte \d+ .* restore a backup .*\n$/;

/** In each block, past the three headers. */
function damageBlocks(file: string): void {
  const bytes = readFileSync(file);
  for (let at = 12_288 + 5000; at < bytes.length; at += 262_144)
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

async function closedDatabase(file: string): Promise<void> {
  await using server = await startServerProcess(entry, { DUCKDB_PATH: file });
  expect(await record(server)).toMatchObject({ status: 201 });
  expect(await server.stop("SIGTERM")).toBe(0);
}

test("a start on a damaged database ends with 4 and one line", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  await closedDatabase(file);
  damageBlocks(file);
  const env = { DUCKDB_PATH: file, PORT: "0", LOG_LEVEL: "warn" };
  const { code, stderr } = await runNode(entry, [], { env });
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(damagedLine) });
});

test("damage that is met while the server runs fails what meets it, and ends the server where DuckDB stops", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  const env = { DUCKDB_PATH: file, GITHUB_WEBHOOK_SECRET: secret };
  const noise = randomBytes(400_000).toString("hex");
  {
    await using server = await startServerProcess(entry, env);
    expect(await deliver(server, noise)).toMatchObject({ status: 202 });
    expect(await server.stop("SIGTERM")).toBe(0);
  }
  const bytes = readFileSync(file);
  const at = bytes.indexOf(noise.slice(300_000, 300_050));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);

  await using server = await startServerProcess(entry, env);
  // A large one is written beside the first, into the table that is damaged.
  let refused: Answer | undefined;
  while (refused === undefined) {
    const result = await deliver(server, randomBytes(400_000).toString("hex"));
    if (result.status !== 202) refused = result;
  }
  expect(refused).toMatchObject({
    status: 503,
    body: { code: "database_unreadable", detail: expect.stringMatching(/block at byte \d+/) },
  });
  expect(await server.ended).toBe(4);
  const error = 50;
  expect(levels(server, "unusable")).toEqual([error]);
  const [line = ""] = /^handsfree-server: .*\n/m.exec(server.output()) ?? [];
  expect(line).toMatch(damagedLine);
});

test("a log that is cut short is in the server's log, and a mode that lets others read", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  const first = await startServerProcess(entry, { DUCKDB_PATH: file });
  for (let i = 0; i < 5; i++) await record(first);
  await first.stop("SIGKILL");
  const copy = join(directory.path, "copy.db");
  copyFileSync(file, copy);
  copyFileSync(`${file}.wal`, `${copy}.wal`);
  truncateSync(`${copy}.wal`, statSync(`${copy}.wal`).size - 7);
  chmodSync(copy, 0o644);
  await using second = await startServerProcess(entry, { DUCKDB_PATH: copy });
  const warning = 40;
  expect(levels(second, "log_ignored")).toEqual([warning]);
  expect(levels(second, "readable_by_others")).toEqual([warning]);
  expect(second.output()).toMatch(/copy\.db\.wal: \d+ of its \d+ bytes, from byte \d+ on, /);
});

test("in a folder that others can read, all that the server writes is its owner's alone", async () => {
  await using directory = await temporaryDirectory();
  chmodSync(directory.path, 0o755);
  const file = join(directory.path, "x.db");
  // With the umask that most systems have.
  const umask = process.umask(0o022);
  try {
    await using server = await startServerProcess(entry, { DUCKDB_PATH: file });
    expect(await record(server)).toMatchObject({ status: 201 });
    const { stdout } = spawnSync("stat", ["-c", "%a", file, `${file}.wal`], { encoding: "utf8" });
    expect(stdout).toBe("600\n600\n");
  } finally {
    process.umask(umask);
  }
});
