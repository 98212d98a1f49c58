import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { type ServerProcess, startServerProcess } from "@handsfree/testkit";
import { keyOfUser } from "../callers.ts";
import { Crowd } from "./crowd.ts";
import type { Records } from "./records.ts";
import { webhookSecret } from "./writers.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** The keys of people who use the server. */
export interface Keys {
  /** One for each connection that writes. */
  readonly writers: readonly string[];
  /** Who the writers are, in the same order. */
  readonly writerIds: readonly string[];
  /** Those of the long polls. */
  readonly waiters: readonly string[];
  /** One of a person with large records, which a reader can stall in. */
  readonly reader: string;
}

/** Makes the people, and records of 20 MB. */
export async function prepare(
  records: Records,
  { writers = 64, waiters = 10 } = {},
): Promise<Keys> {
  await using db = await records.open();
  const people = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
  const makeKeys = async (ids: readonly string[]): Promise<string[]> => {
    const keys: string[] = [];
    for (const id of ids) keys.push(await keyOfUser(db, id));
    return keys;
  };
  const userId = randomUUID();
  const reader = await keyOfUser(db, userId);
  const request = { text: "x".repeat(1_000_000) };
  for (let n = 0; n < 20; n++) {
    await recordActionLog(db, { userId, actionType: "merge_pr", ok: true, request });
  }
  const writerIds = people(writers);
  return {
    writers: await makeKeys(writerIds),
    writerIds,
    waiters: await makeKeys(people(waiters)),
    reader,
  };
}

/** Starts the server as `pnpm start` does. */
export function startServer({ settings }: Records): Promise<ServerProcess> {
  return startServerProcess(entry, {
    ...settings,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    // All senders of the test have one address. The limit by key stays as it is by default.
    RATE_LIMIT_DELIVERIES: "0",
    LOG_LEVEL: "info",
    NODE_OPTIONS: "--max-semi-space-size=16",
  });
}

const slow = {
  inHeaders: "POST /v1/webhooks/github HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
  inBody:
    "POST /v1/webhooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n" +
    `X-GitHub-Delivery: slow\r\nX-Hub-Signature-256: sha256=${"0".repeat(64)}\r\n` +
    "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{",
};

/** 300 clients that send a byte a second, in their headers or their body, and 40 that do not read their answer. */
export async function joinCrowd(url: string, reader: string): Promise<Crowd> {
  const crowd = new Crowd(url);
  const comesBack = true;
  await crowd.join(150, slow.inHeaders, { comesBack });
  await crowd.join(150, slow.inBody, { comesBack });
  const get = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${reader}\r\n\r\n`;
  await crowd.join(20, get("/v1/action-logs?limit=600"), { comesBack });
  await crowd.join(20, get("/v1/export"), { comesBack });
  return crowd;
}

/** The memory of a server process in bytes, at present and at most. Undefined where the system does not tell. */
export async function memoryOf(
  server: ServerProcess,
): Promise<{ readonly rss: number; readonly peak: number } | undefined> {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8").catch(() => "");
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]);
  return status === "" ? undefined : { rss: bytes("VmRSS"), peak: bytes("VmHWM") };
}
