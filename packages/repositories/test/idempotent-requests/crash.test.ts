import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTestDatabase, runNode, temporaryDirectory } from "@handsfree/testkit";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { IdempotentRequests } from "../../src/entries/idempotency.ts";
import { findUser } from "../../src/entries/identity.ts";
import { request } from "./request.ts";

test("a request whose process was killed after its effect is not carried out again", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.duckdb");
  await (await openTestDatabase(path)).destroy();
  const userId = v7();
  const entry = fileURLToPath(new URL("./die-in-between.ts", import.meta.url));
  const { code, stderr } = await runNode(entry, [path, userId]);
  expect({ code, stderr }).toEqual({ code: null, stderr: "" });
  await using db = await openTestDatabase(path);
  expect(await findUser(db, userId)).toMatchObject({ id: userId });
  expect(await new IdempotentRequests(db).begin(request)).toEqual({ outcome: "unknown" });
});
