import { listActionLogs } from "@handsfree/repositories/action-logs";
import { openTestDatabase } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";
import { seed } from "./seed-actions.ts";

test.concurrent("list shows what can be decided, and no token", async () => {
  await using seeded = await seed();
  const [table, json, first, others] = await Promise.all([
    output(["actions", "list"], seeded),
    output(["actions", "list", "--json"], seeded),
    output(["actions", "list", "--limit", "1"], seeded),
    output(["actions", "list", "--user", stranger], seeded),
  ]);
  expect(table.split("\n")).toEqual([
    expect.stringMatching(/^CREATED AT +EXPIRES AT +STATE +TYPE +SUMMARY +ID$/),
    expect.stringMatching(
      new RegExp(`Z  pending  merge_pr  Merge octo/repo#2 now  ${seeded.ids[1]}$`),
    ),
    expect.stringMatching(
      new RegExp(`Z  pending  merge_pr  Merge octo/repo#1      ${seeded.ids[0]}$`),
    ),
    "",
  ]);
  const page = JSON.parse(json) as { items: Record<string, unknown>[]; next_cursor: null };
  expect(page.next_cursor).toBeNull();
  expect(page.items.map(({ id }) => id)).toEqual(seeded.ids.toReversed());
  expect(Object.keys(page.items[0] ?? {})).toEqual([
    "id",
    "user_id",
    "proposed_by",
    "service_id",
    "summary",
    "effect",
    "preview",
    "action_type",
    "action_payload",
    "repository",
    "version",
    "edited_by",
    "editable",
    "payload_digest",
    "display",
    "state",
    "approvers",
    "approver_group",
    "escalation_group",
    "escalates_at",
    "required_approvals",
    "approvals",
    "proposer_may_approve",
    "policy_name",
    "policy_version",
    "idempotency_key",
    "expires_at",
    "decided_at",
    "decided_by",
    "decision_reason",
    "decided_surface",
    "executable_at",
    "attempts",
    "max_attempts",
    "worker",
    "lease_expires_at",
    "started_at",
    "ended_at",
    "result",
    "error",
    "created_at",
  ]);
  expect(json).toMatch(/"price": 2\.50,\s+"id": 12345678901234567890\b/);
  for (const token of [...seeded.tokens, seeded.expired]) expect(table + json).not.toContain(token);
  expect(others).toBe("No action is waiting.\n");

  const [, cursor = ""] = /\n\nmore: --cursor (\S+)\n$/.exec(first) ?? [];
  const next = await jsonOutput(["actions", "list", "--limit", "1", "--cursor", cursor], seeded);
  expect(next).toMatchObject({ items: [{ id: seeded.ids[0] }], next_cursor: null });
});

test.concurrent("a confirmation wins once, and is put on record", async () => {
  await using seeded = await seed();
  const { env, ids, tokens } = seeded;
  const outputs: string[] = [];
  const decide = async (
    args: string[],
    input = "",
  ): Promise<{ code: number | null; stdout: string }> => {
    const { code, stdout, stderr } = await handsfree(["actions", ...args], { env, input });
    expect(stderr).toBe("");
    outputs.push(stdout);
    return { code, stdout };
  };
  expect(await decide(["confirm"], `${tokens[0]}\n`)).toEqual({
    code: 0,
    stdout: `confirmed: Merge octo/repo#1 (merge_pr, ${ids[0]})\n`,
  });
  const again = await decide(["confirm", "-"], tokens[0]);
  expect(again.code).toBe(3);
  expect(again.stdout).toMatch(
    /^already_decided: Merge octo\/repo#1 .* was confirmed at \d{4}-.*Z\n$/,
  );

  const json = await decide(["cancel", "--json", "--", tokens[0]]);
  expect(json.code).toBe(3);
  expect(JSON.parse(json.stdout)).toMatchObject({
    outcome: "already_decided",
    action: { id: ids[0], state: "confirmed" },
  });
  expect(json.stdout).toMatch(/"price": 2\.50,\s+"id": 12345678901234567890\b/);
  for (const text of outputs) expect(text).not.toContain(tokens[0]);

  await using db = await openTestDatabase(env["DUCKDB_PATH"]);
  const { items } = await listActionLogs(db, { userId, actionType: "pending_action.confirmed" });
  expect(items).toMatchObject([{ target: ids[0], result: { by: userId } }]);
});

test.concurrent("every other outcome of a decision", async () => {
  await using seeded = await seed();
  const { env, expired, tokens } = seeded;
  const decide = (args: string[], input: string) => handsfree(["actions", ...args], { env, input });

  // One after the other, since each needs the file for itself.
  expect(await decide(["confirm"], expired)).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(
      /^expired: Too late .* at 2025-01-01T01:00:00\.000Z\n$/,
    ) as string,
  });
  expect(await decide(["cancel", "-"], "-no-such-token\n")).toEqual({
    code: 3,
    stdout: "not_found: the user has no such action\n",
    stderr: "",
  });
  expect(await decide(["confirm", "--user", stranger, "--json"], tokens[1])).toEqual({
    code: 3,
    stdout: `{\n  "outcome": "not_found",\n  "action": null\n}\n`,
    stderr: "",
  });
  expect(await decide(["cancel", "--json"], tokens[1])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/"outcome": "cancelled".*"state": "cancelled"/s) as string,
  });
  expect(await decide(["cancel", "--user", "me"], tokens[1])).toEqual(
    failure(2, /^handsfree: --user is not a UUID/),
  );
});
