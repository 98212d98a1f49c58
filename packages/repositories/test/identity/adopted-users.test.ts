import { join } from "node:path";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonUser,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import {
  authenticate,
  changeUser,
  createKey,
  findUserByEmail,
  listKeys,
} from "../../src/entries/identity.ts";

test("a user of an adopted database is a member, can be given a role and a key, and has no other keys", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path, { versions: ["007_add_api_keys_table"] });
  await using db = await openTestDatabase(path);
  const clock = new TestClock();
  expect(await findUserByEmail(db, "Ada@example.org")).toMatchObject({
    id: pythonUser,
    role: "member",
    disabledAt: null,
  });
  const change = { userId: pythonUser, role: "admin", email: "lovelace@example.org" } as const;
  expect(await changeUser(db, change, clock)).toMatchObject({ outcome: "changed" });
  expect((await listKeys(db)).items).toEqual([]);
  const given = await createKey(db, { userId: pythonUser, name: "new", scopes: ["admin"] }, clock);
  if (given.outcome !== "created") throw new Error(given.outcome);
  expect(await authenticate(db, given.text, clock)).toMatchObject({
    outcome: "authenticated",
    principal: { kind: "user", user: { id: pythonUser, role: "admin" } },
  });
  // The keys of the other program are in a table of its own, and stay there.
  const { rows } = await sql<{ keys: number }>`select count(*) as keys from api_keys`.execute(db);
  expect(rows).toEqual([{ keys: 2 }]);
});
