import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";

const ada = "019a2f6e-0000-7000-8000-00000000000a";
const env = { DUCKDB_PATH: "" };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
});
afterAll(() => directory[Symbol.asyncDispose]());

async function propose(): Promise<{ readonly id: string; readonly payloadDigest: string }> {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const proposed = await createPendingAction(db, {
    userId,
    summary: "Merge #12",
    actionType: "merge_pr",
    actionPayload: { pr: 12 },
    approvers: [ada],
    editable: true,
  });
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  return proposed.action;
}

const as = (user: string, verb: string, id: string, ...more: string[]) => [
  "actions",
  verb,
  id,
  "--user",
  user,
  ...more,
];

test("a person who is asked approves, rejects and edits by the action's id", async () => {
  const { id, payloadDigest } = await propose();
  const digest = ["--digest", payloadDigest];
  const owners = await handsfree(as(userId, "approve", id, ...digest), { env });
  expect(owners).toMatchObject({ code: 3, stdout: expect.stringMatching(/^may_not_decide: /) });
  const payload = join(directory.path, "payload.json");
  await writeFile(payload, '{"pr":1.50}');
  const edit = as(ada, "edit", id, ...digest, "--payload", payload);
  const edited = await output(edit, { env });
  expect(edited).toMatch(/^edited: Merge #12 \(merge_pr, .*\) is version 2, with the digest v2:/);
  const versions = await output(as(ada, "versions", id), { env });
  expect(versions).toContain('{"pr":1.50}');
  expect(versions).toContain(payloadDigest.slice(0, 40));

  const stale = await handsfree(as(ada, "approve", id, ...digest), { env });
  expect(stale).toMatchObject({ code: 3, stdout: expect.stringMatching(/^digest_mismatch: /) });
  const [, next = ""] = /(v2:\w+)\n$/.exec(edited) ?? [];
  const approve = as(ada, "approve", id, "--digest", next, "--reason", "looks right", "--json");
  expect(await jsonOutput(approve, { env })).toMatchObject({
    outcome: "confirmed",
    action: { decided_by: ada, decided_surface: "cli", action_payload: { pr: 1.5 } },
  });

  const second = await propose();
  const reject = as(ada, "reject", second.id, "--digest", second.payloadDigest);
  expect(await output(reject, { env })).toMatch(/^rejected: Merge #12 /);
});

test("the owner withdraws, and a stranger finds nothing", async () => {
  const { id } = await propose();
  expect(await handsfree(as(stranger, "withdraw", id), { env })).toMatchObject({
    code: 3,
    stdout: "not_found: the user has no such action\n",
  });
  expect(await output(as(userId, "withdraw", id), { env })).toMatch(/^cancelled: Merge #12 /);
  const none = failure(3, /the user has no action with this id/);
  expect(await handsfree(as(stranger, "versions", id), { env })).toEqual(none);
});

test("a decision by id needs the digest", async () => {
  const { id } = await propose();
  expect(await handsfree(as(ada, "approve", id), { env })).toEqual(failure(2, /--digest/));
});

test("groups are made, filled, listed and deleted", async () => {
  const groups = (...args: string[]) => output(["groups", ...args], { env });
  expect(await groups("list")).toBe("There is no group.\n");
  expect(await groups("create", "release")).toMatch(/^created: release \([0-9a-f-]{36}\)\n$/);
  expect(await handsfree(["groups", "create", "release"], { env })).toMatchObject({ code: 3 });
  expect(await groups("members", "release")).toBe("The group has no members.\n");
  const created = (await jsonOutput(["users", "create"], { env })) as { user: { id: string } };
  const { id } = created.user;
  expect(await groups("add", "release", id)).toBe(`added: ${id} in release\n`);
  expect(await groups("add", "release", id)).toBe(`already_member: ${id} in release\n`);
  expect(await groups("members", "release")).toMatch(new RegExp(`^ADDED AT +USER\n.*Z  ${id}\n$`));
  expect(await groups("list")).toMatch(/^CREATED AT +NAME +ID\n.*Z  release  /);
  expect(await handsfree(["groups", "add", "release", stranger], { env })).toMatchObject({
    code: 3,
    stdout: "user_not_found: there is no enabled user with this id\n",
  });
  expect(await groups("remove", "release", id)).toBe(`removed: ${id} of release\n`);
  expect(await groups("delete", "release")).toBe("deleted: release\n");
  const gone = await handsfree(["groups", "delete", "release"], { env });
  expect(gone).toEqual(failure(3, /there is no group with this name/));
});
