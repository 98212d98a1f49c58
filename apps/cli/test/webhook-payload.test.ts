import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { maximumForgedPayload, storeWebhookEvent } from "@handsfree/repositories";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { entry, failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const run = promisify(execFile);
const nodeArguments = ["--conditions=@handsfree/source", entry];

/** All bytes, so neither UTF-8 nor JSON, and more than a pipe holds. */
const body = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 256));
const env = { DUCKDB_PATH: "" };
let genuine: string;
let forged: string;

beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const event = { source: "github", eventType: "push", deliveryId: "d".repeat(100) };
  genuine = (await storeWebhookEvent(db, { ...event, signatureOk: true, payload: body })).event.id;
  const tooLarge = body.subarray(0, maximumForgedPayload + 1);
  forged = (await storeWebhookEvent(db, { ...event, signatureOk: false, payload: tooLarge })).event
    .id;
  return () => directory[Symbol.asyncDispose]();
});

test.concurrent("show tells all of an event but its body", async () => {
  const [text, json] = await Promise.all([
    output(["webhooks", "show", genuine], { env }),
    jsonOutput(["webhooks", "show", genuine.toUpperCase()], { env }),
  ]);
  expect(text).toMatch(
    /^RECEIVED AT {7}\d{4}-.*Z\nSOURCE {12}github\nTYPE {14}push\nSIGNATURE OK {6}true\nSTATE {13}received\n/,
  );
  expect(text).toContain(`\nDELIVERY          ${"d".repeat(100)}\nID                ${genuine}\n`);
  expect(json).toEqual({
    id: genuine,
    source: "github",
    event_type: "push",
    delivery_id: "d".repeat(100),
    signature_ok: true,
    received_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    state: "received",
    attempts: 0,
    next_attempt_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
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
  const [event, payload, notKept] = await Promise.all([
    handsfree(["webhooks", "show", stranger, "--json"], { env }),
    handsfree(["webhooks", "show", stranger, "--payload"], { env }),
    handsfree(["webhooks", "show", forged, "--payload"], { env }),
  ]);
  expect(event).toEqual(failure(3, /there is no webhook event with this id/));
  expect(payload).toEqual(failure(3, /there is no webhook event with this id/));
  expect(notKept).toEqual(failure(3, /the body of this webhook event was not kept/));
});
