import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { recordCommand } from "@handsfree/repositories/commands";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { entry, failure, handsfree, output, stranger, userId } from "./handsfree.ts";

let path: string;
beforeAll(async () => {
  const made = await temporaryDirectory();
  path = join(made.path, "handsfree.db");
  await using db = await openTestDatabase(path);
  for (const owner of [userId, stranger, userId]) {
    await recordCommand(db, { userId: owner, inputType: "text", status: "ok" });
  }
  return () => made[Symbol.asyncDispose]();
});

const events = (...args: string[]) => output(["events", "--database", path, ...args]);

test("events are lines, the oldest first, of all users or of one", async () => {
  const lines = (await events()).trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^1 {2}\d{4}-\S+Z {2}command\.recorded {2}command\/\S+ {2}\S+$/);
  expect((await events("--user", stranger)).trimEnd().split("\n")).toHaveLength(1);
  expect((await events("--after", "1", "--limit", "1")).split("  ")[0]).toBe("2");
  const [first = ""] = (await events("--json")).split("\n");
  expect(JSON.parse(first)).toMatchObject({ id: "1", type: "command.recorded", user_id: userId });
  expect(await events("--type", "pending_action.confirmed")).toBe("");
});

test("wrong input is one line", async () => {
  const run = (...args: string[]) => handsfree(["events", "--database", path, ...args]);
  expect(await run("--after", "x")).toEqual(failure(2, /after is no id of an event/));
  expect(await run("--after", "99")).toEqual(failure(3, /--after 0/));
  expect(await run("--type", "nothing")).toEqual(failure(2, /type is not known; give one of/));
  expect(await run("--limit", "0")).toEqual(failure(2, /limit is 0/));
});

test("--follow goes on until a signal", async () => {
  const args = ["--conditions=@handsfree/source", entry, "events", "--database", path];
  const following = spawn(process.execPath, [...args, "--follow", "--after", "1"]);
  const lines = createInterface(following.stdout);
  const seen: string[] = [];
  for await (const line of lines) {
    seen.push(line.split("  ")[0] ?? "");
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["2", "3"]);
  following.kill("SIGINT");
  const [code] = (await once(following, "close")) as [number | null];
  expect(code).toBe(0);
});
