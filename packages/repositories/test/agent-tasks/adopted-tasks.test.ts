import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonUser as userId,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { claimAgentTasks, listAgentTasks, retryAgentTask } from "../../src/entries/agent-tasks.ts";
import { listGithubConnections } from "../../src/entries/github-connections.ts";
import { exportUser } from "../../src/entries/privacy.ts";
import {
  findRepoPolicy,
  listRepoPolicies,
  setRepoPolicy,
} from "../../src/entries/repo-policies.ts";
import { claim } from "./tasks.ts";

test("tasks, connections and policies of an adopted database are read, and go on", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  await using db = await openTestDatabase(path);
  const clock = new TestClock();
  const { items } = await listAgentTasks(db, { userId });
  expect(items).toMatchObject([{ provider: "copilot", status: "running", attempts: 0 }]);
  expect(await claimAgentTasks(db, claim, clock)).toEqual([]);
  const key = { userId, id: items[0]?.id ?? "" };
  expect(await retryAgentTask(db, key, clock)).toMatchObject({ outcome: "retried" });
  expect(await claimAgentTasks(db, claim, clock)).toMatchObject([{ task: { id: key.id } }]);

  expect((await listGithubConnections(db, { userId })).items).toMatchObject([
    { installationId: 42, tokenRef: null },
  ]);
  const policy = { userId, repository: "Octo/Repo" };
  expect(await findRepoPolicy(db, policy)).toMatchObject({ repository: "octo/repo" });
  const set = await setRepoPolicy(db, { ...policy, allowMerge: true }, clock);
  expect(set).toMatchObject({ outcome: "changed", policy: { repository: "Octo/Repo" } });
  for await (const line of exportUser(db, userId, clock)) {
    expect(line).not.toContain("owned_repository");
  }
});

test("of a name in several cases the policy that was changed last owns it", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  {
    await using old = await openDatabase({ path });
    await sql`insert into repo_policies (id, user_id, repo_full_name, allow_merge, updated_at)
      values (uuid(), ${userId}, 'Octo/Repo', true, '2020-01-01 00:00:00+00')`.execute(old);
  }
  await using db = await openTestDatabase(path);
  const key = { userId, repository: "OCTO/repo" };
  const owner = { repository: "octo/repo", allowMerge: false };
  expect(await findRepoPolicy(db, key)).toMatchObject(owner);
  expect((await listRepoPolicies(db, { userId })).items).toHaveLength(2);
  const same = { userId, repository: "octo/repo" };
  expect(await setRepoPolicy(db, same)).toMatchObject({ outcome: "changed", policy: owner });
  expect((await listRepoPolicies(db, { userId })).items).toMatchObject([owner]);
  expect(await setRepoPolicy(db, same)).toMatchObject({ outcome: "unchanged" });
});
