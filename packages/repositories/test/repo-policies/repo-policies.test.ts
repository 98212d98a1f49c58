import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  findRepoPolicy,
  listRepoPolicies,
  removeRepoPolicy,
  setRepoPolicy,
} from "../../src/entries/repo-policies.ts";

const userId = "019a2f6e-0000-7000-8000-0000000000aa";
const other = "019a2f6e-0000-7000-8000-0000000000ab";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const defaults = {
  allowMerge: false,
  allowRerun: true,
  allowRequestReview: true,
  allowComment: true,
  requireConfirmation: true,
  requireChecksGreen: true,
  requiredApprovals: 1,
};

test("a new policy has the defaults, and a change keeps what it leaves out", async () => {
  const created = await setRepoPolicy(db, { userId, repository: "Octo/Repo", by: other }, clock);
  expect(created).toMatchObject({
    outcome: "created",
    policy: { userId, repository: "Octo/Repo", ...defaults, createdAt: clock.now() },
  });
  clock.advance(1000);
  const change = { userId, repository: "octo/REPO", allowMerge: true, requiredApprovals: 2 };
  const changed = await setRepoPolicy(db, change, clock);
  expect(changed).toEqual({
    outcome: "changed",
    policy: { ...created.policy, ...change, updatedAt: clock.now() },
  });
  expect(await setRepoPolicy(db, change, clock)).toEqual({ ...changed, outcome: "unchanged" });
  expect(await findRepoPolicy(db, { userId, repository: "oCTO/rEPO" })).toEqual(changed.policy);
  expect((await listRepoPolicies(db, { userId })).items).toEqual([changed.policy]);
  expect(await removeRepoPolicy(db, { userId, repository: "OCTO/repo" }, clock)).toEqual({
    outcome: "removed",
  });
  expect(await findRepoPolicy(db, { userId, repository: "octo/repo" })).toBeUndefined();

  const logs = await listActionLogs(db, { userId });
  expect(logs.items.map(({ actionType, target, result }) => [actionType, target, result])).toEqual([
    ["repo_policy.removed", "octo/REPO", { by: null }],
    [
      "repo_policy.set",
      "octo/REPO",
      { by: null, set: { allow_merge: true, required_approvals: 2, repo_full_name: "octo/REPO" } },
    ],
    [
      "repo_policy.set",
      "Octo/Repo",
      { by: other, set: expect.objectContaining({ allow_merge: false, required_approvals: 1 }) },
    ],
  ]);
});

test("each user has their own policy of a repository", async () => {
  await setRepoPolicy(db, { userId, repository: "octo/repo", allowMerge: true }, clock);
  await setRepoPolicy(db, { userId: other, repository: "octo/repo" }, clock);
  expect(await findRepoPolicy(db, { userId, repository: "octo/repo" })).toMatchObject({
    allowMerge: true,
  });
  expect(await removeRepoPolicy(db, { userId: other, repository: "octo/repo" }, clock)).toEqual({
    outcome: "removed",
  });
  expect((await listRepoPolicies(db, { userId: other })).items).toEqual([]);
  expect((await listRepoPolicies(db, { userId })).items).toHaveLength(1);
});

test("concurrent callers make one policy, and each setting is kept", async () => {
  const settings = [
    { allowMerge: true },
    { allowRerun: false },
    { allowComment: false },
    { requiredApprovals: 3 },
    { requireChecksGreen: false },
    { allowRequestReview: false },
  ];
  const spellings = ["octo/repo", "Octo/Repo", "OCTO/REPO"];
  const all = settings.flatMap((given) =>
    spellings.map((repository) => setRepoPolicy(db, { userId, repository, ...given }, clock)),
  );
  const outcomes = (await Promise.all(all)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
  const { items } = await listRepoPolicies(db, { userId });
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject(Object.assign({}, ...settings) as object);
});

test.for(["repo", "octo/repo/more", "/repo", "octo/", "o cto/repo", "", "octo/ré"])(
  "%j is no repository",
  async (repository) => {
    const set = setRepoPolicy(db, { userId, repository }, clock);
    await expect(set).rejects.toMatchObject({ name: "InvalidInputError", field: "repository" });
  },
);

test.for([
  ["allowMerge", "yes"],
  ["requiredApprovals", -1],
  ["requiredApprovals", 101],
  ["requiredApprovals", 1.5],
] as const)("%s %j is refused", async ([field, value]) => {
  const set = setRepoPolicy(db, { userId, repository: "octo/repo", [field]: value }, clock);
  await expect(set).rejects.toMatchObject({ name: "InvalidInputError", field });
  expect((await listRepoPolicies(db, { userId })).items).toEqual([]);
});
