import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findActionLog, listActionLogs } from "@handsfree/repositories/action-logs";
import { findCommand } from "@handsfree/repositories/commands";
import { findUserByEmail } from "@handsfree/repositories/identity";
import { findWebhookPayload, signGithubPayload } from "@handsfree/repositories/webhooks";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, inject, test } from "vitest";
import { adminKey, bearer } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const secret = "the-webhook-secret";
const rounds = inject("depth") === "deep" ? 10 : 3;
const clients = 20;

/** What the server said it had stored. */
interface Acknowledged {
  readonly events: Map<string, string>;
  readonly commands: string[];
  readonly confirmedActions: string[];
}

test(
  `kill -9 under load, ${rounds} times: every acknowledged write is there`,
  { timeout: 240_000 },
  async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "crash.db");
    const acknowledged: Acknowledged = { events: new Map(), commands: [], confirmedActions: [] };

    for (let round = 0; round < rounds; round++) {
      await using server = await startServerProcess(entry, {
        DUCKDB_PATH: file,
        GITHUB_WEBHOOK_SECRET: secret,
        LOG_LEVEL: "info",
        // All clients have one key.
        RATE_LIMIT_PER_KEY: "0",
        // Proposals whose confirmation the server did not live to see stay open.
        OPEN_ACTION_LIMIT: String(4 * rounds * clients),
      });
      const key = await adminKey(directory.path);
      const load = Array.from({ length: clients }, () =>
        keepWriting(server.url, key, acknowledged),
      );
      const before = acknowledged.events.size;
      await expect
        .poll(() => acknowledged.events.size, { timeout: 20_000 })
        .toBeGreaterThan(before + clients);
      // Anywhere in a write, not between two.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      await server.stop("SIGKILL");
      await Promise.all(load);
    }

    await using db = await openTestDatabase(file);
    const userId = (await findUserByEmail(db, "admin@localhost"))?.id ?? "no admin";
    expect(acknowledged.events.size).toBeGreaterThan(rounds * clients);
    for (const [id, body] of acknowledged.events) {
      const payload = new TextEncoder().encode(body);
      expect(await findWebhookPayload(db, id)).toEqual({ outcome: "found", payload });
    }
    for (const id of acknowledged.commands)
      expect(await findCommand(db, { userId, id })).toBeDefined();

    const audited = new Set<unknown>();
    let cursor: string | undefined;
    do {
      const page = await listActionLogs(db, { userId, limit: 1000, cursor });
      for (const log of page.items) {
        expect(await findActionLog(db, { userId, id: log.id })).toEqual(log);
        if (log.actionType === "pending_action.confirmed") audited.add(log.target);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(acknowledged.confirmedActions.length).toBeGreaterThan(0);
    for (const id of acknowledged.confirmedActions) expect(audited).toContain(id);
  },
);

/** Delivers, records and confirms, one after the other, until the server is gone. */
async function keepWriting(url: string, key: string, acknowledged: Acknowledged): Promise<void> {
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(key), ...headers },
      body,
    });
    return (await response.json()) as Record<string, never>;
  };
  try {
    for (;;) {
      const body = JSON.stringify({ nonce: randomUUID() });
      const event = await post("/v1/webhooks/github", body, {
        "x-github-event": "push",
        "x-github-delivery": randomUUID(),
        "x-hub-signature-256": signGithubPayload(secret, body),
      });
      acknowledged.events.set(event["event_id"] ?? "none", body);
      const command = await post("/v1/commands", '{"input_type":"text","status":"ok"}');
      acknowledged.commands.push(command["id"] ?? "none");
      const proposal = '{"summary":"s","action_type":"merge","action_payload":{"pr":1}}';
      const { id, token } = await post("/v1/pending-actions", proposal);
      await post("/v1/pending-actions/confirm", JSON.stringify({ token }));
      acknowledged.confirmedActions.push(id ?? "none");
    }
  } catch {
    // The server was killed; what it acknowledged is on the list.
  }
}
