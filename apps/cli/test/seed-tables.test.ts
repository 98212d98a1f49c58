import { join } from "node:path";
import {
  claimAgentTasks,
  failAgentTask,
  requestAgentTaskInput,
} from "@handsfree/repositories/agent-tasks";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: "019a2f6e-0000-7000-8000-000000000001" };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
});
afterAll(() => directory[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<string> => output(args, { env });
const json = (...args: string[]): Promise<unknown> => jsonOutput(args, { env });
const lines = (table: string): string[] =>
  table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));

test("a connection is created, listed, changed and removed", async () => {
  const create = ["connections", "create", "--installation", "42", "--token-ref", "vault/github"];
  const created = await run(...create);
  expect(created).toMatch(
    /^created: installation 42, the token vault\/github \([0-9a-f-]{36}\)\n$/,
  );
  const id = created.slice(-38, -2);
  const table = lines(await run("connections", "list"));
  expect(table[0]).toBe("CREATED AT | INSTALLATION | TOKEN REF | LOGIN | SCOPES | ID");
  expect(table[1]).toMatch(new RegExp(`42 \\| vault/github \\| - \\| - \\| ${id}$`));
  expect(await run("connections", "change", id, "--no-token-ref")).toBe(
    `changed: installation 42 (${id})\n`,
  );
  expect(await json("connections", "change", id, "--scopes", "repo")).toMatchObject({
    outcome: "changed",
    connection: { id, installation_id: 42, token_ref: null, scopes: "repo" },
  });
  const others = ["connections", "remove", id, "--user", stranger];
  expect(await handsfree(others, { env })).toEqual(
    failure(3, /the user has no connection with this id/),
  );
  expect(await run("connections", "remove", id)).toBe(`removed: ${id}\n`);
  expect(await run("connections", "list")).toBe("The user has no connection.\n");
});

test("a token is refused as a reference, and not repeated", async () => {
  const token = ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_");
  const refused = await handsfree(["connections", "create", "--token-ref", token], { env });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("looks like it holds a token");
  expect(refused.stdout + refused.stderr).not.toContain(token);
});

test("a policy of a repository is set, shown, listed and removed", async () => {
  expect(await run("repo-policies", "set", "Octo/Repo", "--allow-merge", "true")).toBe(
    "created: Octo/Repo (allows merge rerun request-review comment; requires confirmation checks-green approvals=1)\n",
  );
  const set = ["repo-policies", "set", "octo/repo", "--required-approvals", "0"];
  expect(await json(...set, "--allow-comment", "false")).toMatchObject({
    outcome: "changed",
    policy: { repository: "octo/repo", allow_merge: true, allow_comment: false },
  });
  expect(lines(await run("repo-policies", "show", "OCTO/REPO"))).toContain(
    "ALLOWS | merge rerun request-review",
  );
  const table = lines(await run("repo-policies", "list"));
  expect(table[0]).toBe("REPOSITORY | ALLOWS | REQUIRES | UPDATED AT");
  expect(table[1]).toMatch(
    /^octo\/repo \| merge rerun request-review \| confirmation checks-green \|/,
  );
  expect(await run("repo-policies", "remove", "octo/repo")).toBe("removed: octo/repo\n");
  expect(await handsfree(["repo-policies", "show", "octo/repo"], { env })).toEqual(
    failure(3, /the user has no policy of this repository/),
  );
});

test("a task is created, listed and shown, answered, retried and cancelled", async () => {
  const create = ["tasks", "create", "fix the build", "--provider", "copilot"];
  const made = await run(...create, "--repository", "octo/repo", "--issue", "12");
  expect(made).toMatch(/^created: a task for copilot \(created, [0-9a-f-]{36}\)\n$/);
  const id = made.slice(-38, -2);
  const table = lines(await run("tasks", "list", "--status", "created"));
  expect(table[0]).toBe("CREATED AT | STATUS | PROVIDER | REPOSITORY | PROGRESS | ID");
  expect(table[1]).toMatch(new RegExp(`created \\| copilot \\| octo/repo \\| - \\| ${id}$`));
  expect(lines(await run("tasks", "show", id))).toEqual(
    expect.arrayContaining(["INSTRUCTION | fix the build", "ISSUE | 12", "ATTEMPTS | 0 of 3"]),
  );

  await asAgent(id, "ask");
  expect(await run("tasks", "answer", id, "main")).toBe(
    `answered: a task for copilot (running, ${id})\n`,
  );
  const again = await handsfree(["tasks", "answer", id, "main"], { env });
  expect(again).toMatchObject({
    code: 3,
    stdout: `wrong_status: a task for copilot (running, ${id}); its status does not allow it\n`,
  });
  await asAgent(id, "fail");
  expect(await json("tasks", "retry", id)).toMatchObject({
    outcome: "retried",
    task: { id, status: "created", error: "no network", answer: "main" },
  });
  expect(await run("tasks", "cancel", id, "--reason", "not needed")).toBe(
    `cancelled: a task for copilot (cancelled, ${id})\n`,
  );
  expect(await run("tasks", "list", "--status", "running")).toBe("No task matches.\n");
  expect(await handsfree(["tasks", "show", id, "--user", stranger], { env })).toEqual(
    failure(3, /the user has no task with this id/),
  );
});

/** What an agent does with the task, over the API. */
async function asAgent(id: string, verb: "ask" | "fail"): Promise<void> {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const [work] = await claimAgentTasks(db, { providers: ["copilot"], worker: "agent-1", id });
  if (work === undefined) throw new Error("nothing is due");
  const holder = { taskId: id, token: work.lease.token };
  if (verb === "ask") await requestAgentTaskInput(db, { ...holder, question: "Which branch?" });
  else await failAgentTask(db, { ...holder, error: "no network", retry: false });
}
