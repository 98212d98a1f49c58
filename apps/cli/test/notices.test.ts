import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: userId };
const sha = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
  await writeFile(join(directory.path, "payload.json"), '{"number": 7}');
});
afterAll(() => directory[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<string> => output(args, { env });
const json = (...args: string[]): Promise<unknown> => jsonOutput(args, { env });

/** A notice of the user, as a delivery of GitHub makes it. */
async function addNotice(): Promise<string> {
  const db = await openTestDatabase(env.DUCKDB_PATH);
  const [id, now] = [randomUUID(), new Date()];
  const subject = { repository: "acme/web", number: 7, title: "Add \u202ea page", url: null };
  const from = { head_sha: null, login: null, actor: null, webhook_event_id: randomUUID() };
  const times = { happened_at: now, read_at: null, created_at: now };
  await db
    .insertInto("notices")
    .values({ id, notice_key: id, user_id: userId, kind: "merged", ...subject, ...from, ...times })
    .execute();
  await db.destroy();
  return id;
}

test("a watched repository brings notices, which are listed by priority and marked read", async () => {
  expect(await run("notices", "watch", "Acme/*", "--kinds", "merged", "mentioned")).toBe(
    "created: Acme/* (mentioned merged)\n",
  );
  expect(await run("notices", "watched")).toMatch(/Acme\/\* +mentioned merged\n$/);
  const id = await addNotice();
  const list = await run("notices", "list", "--profile", "commute", "--unread");
  expect(list).toMatch(/later +merged +acme\/web#7 +Add \\u202ea page +- /);
  expect(await run("notices", "list", "--profile", "workout")).toBe("The user has no notice.\n");
  expect(await json("notices", "list")).toMatchObject({
    items: [{ id, kind: "merged", title: "Add \\u202ea page", read_at: null }],
  });
  expect(await run("notices", "read", id, "--user", stranger)).toBe("read: 0 notices\n");
  expect(await run("notices", "read", id)).toBe("read: 1 notice\n");
  expect(await run("notices", "list", "--unread")).toBe("The user has no notice.\n");
  expect(await run("notices", "unwatch", "acme/*")).toBe("removed: acme/*\n");
  expect(await handsfree(["notices", "unwatch", "acme/*"], { env })).toEqual(
    failure(3, /the user does not watch this repository/),
  );
});

test("a trigger is created, listed, shown and removed", async () => {
  const create = [
    "triggers",
    "create",
    "--on=checks_passed",
    "--repository=acme/web",
    "--summary=Merge #7",
    "--action-type=merge_pr",
    `--payload=${join(directory.path, "payload.json")}`,
  ];
  expect(await handsfree(create, { env })).toEqual(failure(2, /--head-sha is missing/));
  const created = await run(...create, "--head-sha", sha);
  expect(created).toMatch(/^created: checks_passed acme\/web at ec26c3e57ca3 \([0-9a-f-]{36}\)\n$/);
  const id = created.slice(-38, -2);
  expect(await run("triggers", "list")).toMatch(/waiting +checks_passed acme\/web at ec26c3e57ca3/);
  expect(await json("triggers", "show", id)).toMatchObject({
    id,
    state: "waiting",
    propose: { summary: "Merge #7", action_type: "merge_pr", action_payload: { number: 7 } },
  });
  expect(await handsfree(["triggers", "show", id, "--user", stranger], { env })).toEqual(
    failure(3, /the user has no trigger with this id/),
  );
  expect(await run("triggers", "remove", id)).toBe(`removed: ${id}\n`);
  expect(await run("triggers", "list")).toBe("The user has no trigger.\n");
});
