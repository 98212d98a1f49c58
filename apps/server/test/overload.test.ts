import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { signGithubPayload } from "@handsfree/repositories/webhooks";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { stranger, userId } from "./api.ts";
import { adminKey, bearer, keyOfUser } from "./callers.ts";
import { Crowd } from "./load/crowd.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const secret = "the-webhook-secret";
/** How many action logs of one megabyte there are. With 700 it also waits until they are sealed. */
const logs = Number(process.env["HANDSFREE_OVERLOAD_LOGS"] ?? 40);
const isDeep = logs >= 700;
const rounds = isDeep ? 20 : 3;

/** Old enough to be sealed at once. */
async function insertLargeLogs(file: string): Promise<[key: string, strangersKey: string]> {
  await using db = await openTestDatabase(file);
  const keys = [await keyOfUser(db, userId), await keyOfUser(db, stranger)] as const;
  for (let first = 0; first < logs; first += 20) {
    const end = Math.min(first + 20, logs);
    await sql`insert into action_logs (id, user_id, action_type, request, ok, content_salt, content_bytes, created_at)
      select uuidv7(), ${userId}::uuid, 'merge_pr', ('"' || repeat(md5(i::varchar), 32768) || '"')::json, true,
        gen_random_uuid(), 1048578, timestamptz '2026-01-01 00:00:00+00' + to_seconds(i)
      from range(${first}::bigint, ${end}::bigint) as series (i)`.execute(db);
  }
  return [...keys];
}

/** Sends unsigned deliveries over so many connections, one after the other on each, until it is aborted. */
function forge(url: string, connections: number, signal: AbortSignal): Promise<unknown> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sent = request(`${url}/v1/webhooks/github`, {
        agent,
        method: "POST",
        headers: { "x-github-event": "push", "x-github-delivery": "forged" },
      });
      sent.on("response", (answer) => answer.resume().once("close", resolve));
      sent.once("error", () => resolve()).end('{"forged":true}');
      await promise;
    }
  };
  return Promise.all(Array.from({ length: connections }, one)).finally(() => agent.destroy());
}

interface Call {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

test(
  "a server of little memory outlives large rows, stalled readers, forgers and slow senders, and answers others",
  { timeout: 600_000 },
  async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "x.db");
    const [key, strangersKey] = await insertLargeLogs(file);
    await using server = await startServerProcess(entry, {
      DUCKDB_PATH: file,
      GITHUB_WEBHOOK_SECRET: secret,
      LOG_LEVEL: "info",
      NODE_OPTIONS: "--max-old-space-size=512",
    });
    const { url } = server;
    const call = (path: string, init: Call = {}, sent: string = strangersKey) =>
      fetch(url + path, {
        ...init,
        headers: { ...bearer(sent), "content-type": "application/json", ...init.headers },
      });

    using stalled = new Crowd(url);
    using slow = new Crowd(url);
    const forging = new AbortController();
    const get = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n\r\n`;
    await stalled.join(40, get("/v1/export"));
    await stalled.join(20, get("/v1/action-logs?limit=600"));
    const forged = forge(url, 200, forging.signal);
    await slow.join(
      300,
      "POST /v1/webhooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n" +
        `X-GitHub-Delivery: slow\r\nX-Hub-Signature-256: sha256=${"0".repeat(64)}\r\n` +
        "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{",
    );

    const proposal = { summary: "Merge #12", action_type: "merge_pr", action_payload: {} };
    for (let round = 0; round < rounds; round++) {
      slow.trickle();
      expect((await call("/health")).status).toBe(200);
      expect((await call("/v1/commands?limit=5")).status).toBe(200);
      const body = JSON.stringify(proposal);
      expect((await call("/v1/pending-actions", { method: "POST", body })).status).toBe(201);
      expect((await call("/v1/action-logs?limit=600")).status).toBe(200);
      const large = await call("/v1/action-logs?limit=600", {}, key);
      expect([200, 429, 503]).toContain(large.status);
      await large.arrayBuffer();
      const payload = JSON.stringify({ round });
      const headers = {
        "x-github-event": "push",
        "x-github-delivery": `genuine-${round}`,
        "x-hub-signature-256": signGithubPayload(secret, payload),
      };
      // One that is told to come again does.
      const deliver = () => call("/v1/webhooks/github", { method: "POST", headers, body: payload });
      await expect
        .poll(async () => (await deliver()).status, { timeout: 60_000, interval: 500 })
        .toBeOneOf([200, 202]);
      await wait(200);
    }
    forging.abort();
    await forged;
    // Sealing begins within a minute of the start.
    const admin = await adminKey(directory.path);
    const head = async () => (await call("/v1/audit/head", {}, admin)).status;
    const expected = isDeep ? [200] : [200, 404];
    await expect.poll(head, { timeout: 120_000, interval: 1000 }).toBeOneOf(expected);
    const status = await readFile(`/proc/${server.pid}/status`, "utf8");
    process.stdout.write(`the server's peak: ${/VmHWM:\s*(.*)/.exec(status)?.[1]}\n`);
    expect((await call("/health")).status).toBe(200);
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(server.output()).not.toContain("heap out of memory");
  },
);
