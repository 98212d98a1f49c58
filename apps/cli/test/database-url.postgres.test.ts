import { openDatabase } from "@handsfree/query";
import { parseJsonExactly } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { recordCommand } from "@handsfree/repositories/commands";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import { temporaryPostgres } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, userId } from "./handsfree.ts";

test("every command works on the database of DATABASE_URL, and names no password", async () => {
  await using database = await temporaryPostgres({ migrated: false });
  const env = { DATABASE_URL: database.url, HANDSFREE_USER_ID: userId };
  expect(await handsfree(["logs", "list"], { env })).toEqual(failure(4, /does not have 001_/));
  const { host, pathname, password } = new URL(database.url);
  const applied = await output(["migrate", "up"], { env });
  expect(applied).toMatch(/^applied 003_pending_action_decisions\.postgres\.sql \(\d+ ms\)$/m);
  expect(applied).toContain(`postgres://${host}${pathname} is up to date: `);
  expect(applied).not.toContain(password);
  expect(await output(["migrate", "status"], { env })).toMatch(/005_write_probe +applied/);

  await using db = await openDatabase({ url: database.url });
  const request = parseJsonExactly('{"n":2.50}');
  await recordActionLog(db, { userId, actionType: "merge_pr", ok: true, request });
  await recordCommand(db, { userId, inputType: "text", status: "ok", intentConfidence: 0.95 });
  const delivery = { source: "github", deliveryId: "d-1", payload: " {}\n" };
  const { event } = await storeWebhookEvent(db, { ...delivery, signatureOk: true });
  const proposal = await createPendingAction(db, {
    userId,
    summary: "Merge #1",
    actionType: "merge_pr",
    actionPayload: {},
  });

  const [logs, commands, payload, actions, expired, webhooks] = await Promise.all([
    output(["logs", "list", "--json"], { env }),
    jsonOutput(["commands", "list"], { env }),
    output(["webhooks", "show", event.id, "--payload"], { env }),
    output(["actions", "list"], { env }),
    jsonOutput(["actions", "expire"], { env }),
    handsfree(["webhooks", "list", "--limit", "1"], { env }),
  ]);
  expect(logs).toContain('"n": 2.50\n');
  expect(commands).toMatchObject({ items: [{ intent_confidence: 0.95 }] });
  expect(payload).toBe(" {}\n");
  expect(actions).toContain("Merge #1");
  expect(expired).toEqual({ expired: 0 });
  expect(webhooks).toMatchObject({ code: 0, stderr: "" });
  const input = proposal.outcome === "proposed" ? proposal.token : "";
  expect(await output(["actions", "confirm"], { env, input })).toMatch(/^confirmed: /);
});

test("a URL that cannot be used is one line, without its password", async () => {
  const url = "postgres://u:hunter2@127.0.0.1:1/d";
  const [unreachable, both, option] = await Promise.all([
    handsfree(["webhooks", "list"], { env: { DATABASE_URL: url } }),
    handsfree(["webhooks", "list"], { env: { DATABASE_URL: url, DUCKDB_PATH: "x.db" } }),
    handsfree(["webhooks", "list", "--database", url]),
  ]);
  expect(unreachable).toEqual(failure(4, /postgres:..127.0.0.1:1.d: .* cannot be reached/));
  expect(both).toEqual(failure(2, /DATABASE_URL and DUCKDB_PATH are both set/));
  expect(option).toEqual(failure(2, /--database is a URL, .* set DATABASE_URL/));
  for (const { stderr } of [unreachable, both, option]) expect(stderr).not.toContain("hunter2");
});
