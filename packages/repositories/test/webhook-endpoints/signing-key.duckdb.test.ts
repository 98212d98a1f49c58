import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findWebhookSigningKey,
  readWebhookSigningKey,
} from "../../src/entries/webhook-endpoints.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "handsfree-"));
});
afterEach(() => rm(folder, { recursive: true }));

const read = (environment: Record<string, string>) =>
  readWebhookSigningKey(findWebhookSigningKey(environment));

test("a DuckDB file has a key beside it, which the first start makes and only its user reads", async () => {
  const DUCKDB_PATH = join(folder, "a.db");
  const first = await read({ DUCKDB_PATH });
  expect(first?.length).toBeGreaterThanOrEqual(32);
  expect(await read({ DUCKDB_PATH })).toEqual(first);
  const file = `${DUCKDB_PATH}.signing-key`;
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(Buffer.from((await readFile(file, "utf8")).trim())).toEqual(first);
  await writeFile(file, "short");
  await expect(read({ DUCKDB_PATH })).rejects.toThrow(/at least 32 bytes/);
});

test("settings win, and on PostgreSQL there is no key without one", async () => {
  const key = "k".repeat(32);
  const file = join(folder, "key");
  await writeFile(file, `${key}\n`);
  const DATABASE_URL = "postgres://127.0.0.1/x";
  expect(await read({ DATABASE_URL })).toBeUndefined();
  expect(await read({ DUCKDB_PATH: ":memory:" })).toBeUndefined();
  expect(await read({ DATABASE_URL, WEBHOOK_SIGNING_KEY: key })).toEqual(Buffer.from(key));
  expect(await read({ DATABASE_URL, WEBHOOK_SIGNING_KEY_FILE: file })).toEqual(Buffer.from(key));
  await expect(read({ WEBHOOK_SIGNING_KEY_FILE: join(folder, "none") })).rejects.toThrow(
    /^WEBHOOK_SIGNING_KEY_FILE must name a file/,
  );
  const short = "secret";
  expect(() => findWebhookSigningKey({ WEBHOOK_SIGNING_KEY: short })).toThrow(
    /^WEBHOOK_SIGNING_KEY must/,
  );
  expect(() => findWebhookSigningKey({ WEBHOOK_SIGNING_KEY: short })).not.toThrow(short);
});
