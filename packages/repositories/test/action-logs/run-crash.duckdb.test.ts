import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTestDatabase, runNode, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { findActionRun, runOnce } from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const entry = fileURLToPath(new URL("./crash-in-run.ts", import.meta.url));

test("an unfinished run is recorded after kill -9, and taken over", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  await (await openTestDatabase(path)).destroy();
  const { code, stderr } = await runNode(entry, [path, userId]);
  expect({ code, stderr }).toEqual({ code: null, stderr: "" });

  await using db = await openTestDatabase(path);
  const found = await findActionRun(db, { userId, actionType: "merge_pr", key: "k" });
  expect(found).toMatchObject({ attempts: 1, request: { pr: 12 } });
  const clock = new TestClock(found?.startedAt.toISOString());
  const run = (idempotencyKey: string) =>
    runOnce(
      db,
      { userId, actionType: "merge_pr", request: { pr: 12 }, idempotencyKey },
      ({ attempt }) => attempt,
      clock,
    );
  expect(await run("done")).toMatchObject({ outcome: "replayed", log: { result: "done" } });
  expect((await run("k")).outcome).toBe("in_progress");
  clock.advance(30_000);
  expect(await run("k")).toMatchObject({ outcome: "ran", value: 2 });
  expect(await run("k")).toMatchObject({ outcome: "replayed", log: { result: 2 } });
});
