import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  removeWebhookPayloads,
  storeWebhookEvent,
  webhookIntake,
  type WebhookReceipt,
} from "@handsfree/repositories/webhooks";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { entry, failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const run = promisify(execFile);
const nodeArguments = ["--conditions=@handsfree/source", entry];

/** All bytes, so neither UTF-8 nor JSON, and more than a pipe holds. */
const body = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 256));
const env = { DUCKDB_PATH: "" };
let genuine: string;
let forged: string;
let removed: string;

beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const clock = new TestClock();
  const event = { source: "github", eventType: "push", deliveryId: "d".repeat(100), payload: body };
  const intake = webhookIntake({ maximumForgedBody: body.length - 1 });

  removed = idOf(
    await storeWebhookEvent(db, { ...event, deliveryId: "r", signatureOk: true }, clock),
  );
  await db.updateTable("webhook_events").set({ state: "processed" }).execute();
  clock.advance(1000);
  await removeWebhookPayloads(db, { receivedBefore: clock.now() }, clock);

  const headers = { "user-agent": "GitHub-Hookshot/1" };
  const delivery = { ...event, headers, signatureOk: true } as const;
  genuine = idOf(await storeWebhookEvent(db, delivery, clock));
  clock.advance(1000);
  await storeWebhookEvent(db, delivery, clock);
  forged = idOf(await storeWebhookEvent(db, { ...event, signatureOk: false, intake }, clock));
  return () => directory[Symbol.asyncDispose]();
});

function idOf(receipt: WebhookReceipt): string {
  if ("event" in receipt) return receipt.event.id;
  throw new Error(receipt.outcome);
}

const bodyDigest = createHash("sha256").update(body).digest("hex");

test.concurrent("show tells all of an event but its body", async () => {
  const [text, json] = await Promise.all([
    output(["webhooks", "show", genuine], { env }),
    jsonOutput(["webhooks", "show", genuine.toUpperCase()], { env }),
  ]);
  expect(text.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "))).toEqual([
    "RECEIVED AT | 2026-03-01T12:00:01.000Z",
    "SOURCE | github",
    "TYPE | push",
    "SIGNATURE OK | true",
    "STATE | received",
    "ATTEMPTS | 0",
    `DELIVERY | ${"d".repeat(100)}`,
    `ID | ${genuine}`,
    "NEXT ATTEMPT AT | 2026-03-01T12:00:01.000Z",
    "WORKER | -",
    "LEASE EXPIRES AT | -",
    "LAST ERROR | -",
    "COMPLETED AT | -",
    "REPLAY | -",
    "REJECTION | -",
    "DUPLICATES | 1",
    "LAST DUPLICATE AT | 2026-03-01T12:00:02.000Z",
    "BODY BYTES | 1000000",
    `BODY SHA-256 | ${bodyDigest}`,
    "PAYLOAD REMOVED AT | -",
    "header user-agent | GitHub-Hookshot/1",
    "",
  ]);
  expect(json).toEqual({
    id: genuine,
    source: "github",
    event_type: "push",
    delivery_id: "d".repeat(100),
    signature_ok: true,
    rejection: null,
    duplicates: 1,
    last_duplicate_at: "2026-03-01T12:00:02.000Z",
    headers: { "user-agent": "GitHub-Hookshot/1" },
    body_bytes: 1_000_000,
    body_sha256: bodyDigest,
    payload_removed_at: null,
    received_at: "2026-03-01T12:00:01.000Z",
    state: "received",
    attempts: 0,
    next_attempt_at: "2026-03-01T12:00:01.000Z",
    worker: null,
    lease_expires_at: null,
    last_error: null,
    completed_at: null,
    replay_id: null,
    state_before_replay: null,
  });
});

test.concurrent("--payload writes the bytes as they came, and nothing else", async () => {
  const args = [...nodeArguments, "webhooks", "show", genuine, "--payload"];
  const { stdout } = await run(process.execPath, args, {
    encoding: "buffer",
    maxBuffer: 2 * body.length,
    env,
  });
  expect(stdout.equals(body)).toBe(true);
});

test.concurrent("a reader that goes away early is no failure", async () => {
  const script = `{ "$@"; echo "exit code $?" >&2; } | head -c 4 | od -An -tu1`;
  const args = [
    "-c",
    script,
    "sh",
    process.execPath,
    ...nodeArguments,
    "webhooks",
    "show",
    genuine,
    "--payload",
  ];
  const { stdout, stderr } = await run("sh", args, { env: { ...env, PATH: process.env["PATH"] } });
  expect(stdout.trim().split(/\s+/)).toEqual(["0", "1", "2", "3"]);
  expect(stderr).toBe("exit code 0\n");
});

test.concurrent("what is not there exits with 3", async () => {
  const [event, payload, notKept, gone] = await Promise.all([
    handsfree(["webhooks", "show", stranger, "--json"], { env }),
    handsfree(["webhooks", "show", stranger, "--payload"], { env }),
    handsfree(["webhooks", "show", forged, "--payload"], { env }),
    handsfree(["webhooks", "show", removed, "--payload"], { env }),
  ]);
  expect(event).toEqual(failure(3, /there is no webhook event with this id/));
  expect(payload).toEqual(failure(3, /there is no webhook event with this id/));
  expect(notKept).toEqual(failure(3, /the body of this webhook event was not kept/));
  expect(gone).toEqual(
    failure(3, /the body of this webhook event was removed at 2026-03-01T12:00:01\.000Z/),
  );
});
