import { join } from "node:path";
import { parseJsonExactly } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: userId };
let ids: { logs: string[]; events: string[] };

beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  ids = await seed(env.DUCKDB_PATH);
  return () => directory[Symbol.asyncDispose]();
});

async function seed(path: string): Promise<typeof ids> {
  await using db = await openTestDatabase(path);
  const clock = new TestClock();
  const logs = [
    {
      actionType: "merge_pr",
      target: "octo/repo#1",
      ok: true,
      request: parseJsonExactly('{"n":2.50}'),
    },
    { actionType: "merge_pr", target: "octo/repo#2", ok: false, idempotencyKey: "key-1" },
    {
      actionType: "comment",
      target: `\u001b]0;title\u0007red\u009b31m\n${"long".repeat(30)}`,
      ok: true,
    },
  ];
  const events = [
    { source: "github", eventType: "push", deliveryId: "d-1", signatureOk: true, payload: "{}" },
    { source: "gitlab", eventType: null, signatureOk: false, payload: "{}" },
  ];
  const seeded: typeof ids = { logs: [], events: [] };
  for (const log of logs) {
    const recorded = await recordActionLog(db, { userId, ...log }, clock);
    if ("log" in recorded) seeded.logs.push(recorded.log.id);
    clock.advance(1000);
  }
  for (const event of events) {
    const receipt = await storeWebhookEvent(db, event, clock);
    if ("event" in receipt) seeded.events.push(receipt.event.id);
    clock.advance(1000);
  }
  return seeded;
}

test.concurrent("logs as a table, free of control characters and with bounded cells", async () => {
  const table = await output(["logs", "list"], { env });
  expect(table).not.toMatch(/[\p{Cc}--\n]/v);
  expect(table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "))).toEqual([
    "CREATED AT | OK | TYPE | TARGET | RESULT | ID",
    `2026-03-01T12:00:02.000Z | true | comment | red ${"long".repeat(13)}lon… | - | ${ids.logs[2]}`,
    `2026-03-01T12:00:01.000Z | false | merge_pr | octo/repo#2 | - | ${ids.logs[1]}`,
    `2026-03-01T12:00:00.000Z | true | merge_pr | octo/repo#1 | - | ${ids.logs[0]}`,
    "",
  ]);
});

test.concurrent("logs as JSON", async () => {
  const args = ["logs", "list", "--action-type", "merge_pr"];
  const [merges, failures, raw, none, empty] = await Promise.all([
    jsonOutput(args, { env }),
    jsonOutput([...args, "--ok", "false", "--target", "octo/repo#2"], { env }),
    output(["logs", "list", "--target", "octo/repo#1", "--json"], { env }),
    jsonOutput(["logs", "list", "--user", stranger], { env }),
    output(["logs", "list", "--user", stranger], { env }),
  ]);
  expect(merges).toMatchObject({
    items: [{ id: ids.logs[1] }, { id: ids.logs[0] }],
    next_cursor: null,
    prev_cursor: null,
  });
  expect(failures).toEqual({
    items: [
      {
        id: ids.logs[1],
        user_id: userId,
        action_type: "merge_pr",
        target: "octo/repo#2",
        request: null,
        result: null,
        ok: false,
        idempotency_key: "key-1",
        credential_id: null,
        created_at: "2026-03-01T12:00:01.000Z",
      },
    ],
    next_cursor: null,
    prev_cursor: null,
  });
  expect(raw).toContain('"n": 2.50\n');
  expect(none).toEqual({ items: [], next_cursor: null, prev_cursor: null });
  expect(empty).toBe("No action log matches.\n");
});

test.concurrent("webhooks", async () => {
  const [table, genuine, forged, none] = await Promise.all([
    output(["webhooks", "list"], { env }),
    jsonOutput(["webhooks", "list", "--source", "github", "--event-type", "push"], { env }),
    jsonOutput(["webhooks", "list", "--signature-ok", "false"], { env }),
    output(["webhooks", "list", "--source", "nobody"], { env }),
  ]);
  expect(table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "))).toEqual([
    "RECEIVED AT | SOURCE | TYPE | SIGNATURE OK | STATE | ATTEMPTS | DELIVERY | ID",
    `2026-03-01T12:00:04.000Z | gitlab | - | false | rejected | 0 | - | ${ids.events[1]}`,
    `2026-03-01T12:00:03.000Z | github | push | true | received | 0 | d-1 | ${ids.events[0]}`,
    "",
  ]);
  expect(genuine).toEqual({
    items: [
      {
        id: ids.events[0],
        source: "github",
        event_type: "push",
        delivery_id: "d-1",
        signature_ok: true,
        rejection: null,
        duplicates: 0,
        last_duplicate_at: null,
        headers: null,
        body_bytes: 2,
        body_sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        payload_removed_at: null,
        received_at: "2026-03-01T12:00:03.000Z",
        state: "received",
        attempts: 0,
        next_attempt_at: "2026-03-01T12:00:03.000Z",
        worker: null,
        lease_expires_at: null,
        last_error: null,
        completed_at: null,
        replay_id: null,
        state_before_replay: null,
      },
    ],
    next_cursor: null,
    prev_cursor: null,
  });
  expect(forged).toMatchObject({ items: [{ id: ids.events[1], rejection: "invalid_signature" }] });
  expect(none).toBe("No webhook event matches.\n");
});

test.concurrent("pages, and times with an offset", async () => {
  const first = (await jsonOutput(["logs", "list", "--limit", "2"], { env })) as {
    next_cursor: string;
  };
  const [second, between, text] = await Promise.all([
    jsonOutput(["logs", "list", "--limit", "2", "--cursor", first.next_cursor], { env }),
    jsonOutput(
      ["logs", "list", "--since", "2026-03-01T13:00:01+01:00", "--until", "2026-03-01T12:00:02Z"],
      { env },
    ),
    output(["logs", "list", "--limit", "2"], { env }),
  ]);
  expect(first).toMatchObject({ items: [{ id: ids.logs[2] }, { id: ids.logs[1] }] });
  expect(second).toMatchObject({ items: [{ id: ids.logs[0] }], next_cursor: null });
  expect(between).toMatchObject({ items: [{ id: ids.logs[1] }] });
  expect(text).toMatch(new RegExp(`\n\nmore: --cursor ${first.next_cursor}\n$`));
});

test.concurrent("the oldest first, and back again", async () => {
  const oldest = ["logs", "list", "--order", "asc", "--limit", "2"];
  const [first, refused] = await Promise.all([
    output(oldest, { env }),
    handsfree(["policies", "versions", "--order", "oldest"], { env }),
  ]);
  const more = /\n\nmore: --cursor (\S+)\n$/.exec(first)?.[1] ?? "";
  const second = await output([...oldest, "--cursor", more], { env });
  const back = /\n\nback: --cursor (\S+)\n$/.exec(second)?.[1] ?? "";
  expect(idsIn(first)).toEqual([ids.logs[0], ids.logs[1]]);
  expect(idsIn(second)).toEqual([ids.logs[2]]);
  expect(await output([...oldest, "--cursor", back], { env })).toBe(first);
  const otherOrder = await handsfree(["logs", "list", "--cursor", more], { env });
  expect(otherOrder).toEqual(failure(2, /--cursor is of a list in the order asc; keep that order/));
  expect(refused).toEqual(failure(2, /'oldest' is invalid. Allowed choices are desc, asc/));
});

function idsIn(table: string): string[] {
  return table.split("\n").flatMap((line) => / ([\da-f-]{36})$/.exec(line)?.[1] ?? []);
}
