import { join } from "node:path";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";
import { payload, seed } from "./seed-actions.ts";

test.concurrent("show tells what is to be approved, and with it a decision is made", async () => {
  await using seeded = await seed();
  const { env, ids, tokens } = seeded;
  const shown = await output(["actions", "show", ids[0]], seeded);
  expect(shown).toMatch(/^STATE +pending\n/);
  expect(shown).toContain(payload);
  const [, digest = ""] = /^DIGEST +(v2:[0-9a-f]{64})$/m.exec(shown) ?? [];

  const confirm = (...args: string[]) =>
    handsfree(["actions", "confirm", ...args], { env, input: tokens[0] });
  const wrong = await confirm("--digest", "0".repeat(64));
  expect(wrong.code).toBe(3);
  expect(wrong.stdout).toMatch(new RegExp(`^digest_mismatch: .* has the digest ${digest}\n$`));
  expect(await confirm("--digest", "beef")).toEqual(
    failure(2, /--digest must be the payload digest of the action/),
  );
  expect(await confirm("--digest", digest, "--reason", "green")).toMatchObject({ code: 0 });
  expect(await jsonOutput(["actions", "show", ids[0]], seeded)).toMatchObject({
    state: "confirmed",
    decided_by: userId,
    decision_reason: "green",
  });
  const hidden = ["actions", "show", ids[0], "--user", stranger];
  expect(await handsfree(hidden, { env })).toEqual(
    failure(3, /the user has no action with this id/),
  );
  const secret = await handsfree(["actions", "show", tokens[0]], { env });
  expect(secret).toEqual(failure(2, /ID is not a UUID/));
  expect(secret.stderr).not.toContain(tokens[0]);
});

test.concurrent("expire puts on record what is too late, and lists are by state", async () => {
  await using seeded = await seed();
  expect(await output(["actions", "list", "--state", "cancelled"], seeded)).toBe(
    "No action matches.\n",
  );
  const expired = await output(["actions", "list", "--state", "expired"], seeded);
  expect(expired).toContain("Too late");
  expect(await output(["actions", "expire"], seeded)).toBe("expired 1 action\n");
  expect(await jsonOutput(["actions", "expire", "--limit", "5"], seeded)).toEqual({ expired: 0 });
  expect(await output(["actions", "list", "--state", "expired"], seeded)).toBe(expired);
  const all = await jsonOutput(["actions", "list", "--state", "all"], seeded);
  expect(all).toMatchObject({
    items: [{ state: "pending" }, { state: "pending" }, { state: "expired" }],
  });
});

test.concurrent("an approval of several says how many more it takes", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  const proposal = { userId, summary: "Merge", actionType: "merge_pr", actionPayload: 1 };
  const policy = { approvers: [userId, stranger], requiredApprovals: 2 };
  let shown: readonly string[] = [];
  {
    await using db = await openTestDatabase(env.DUCKDB_PATH);
    const created = await createPendingAction(db, { ...proposal, ...policy });
    if (created.outcome !== "proposed") throw new Error(created.outcome);
    shown = [created.action.id, "--digest", created.action.payloadDigest];
  }
  const confirm = (user: string, ...args: string[]) =>
    handsfree(["actions", "approve", ...shown, "--user", user, ...args], { env });
  const waiting = ["actions", "list", "--role", "approver", "--user", stranger];
  expect(await output(waiting, { env })).toContain("Merge");
  expect(await confirm(stranger)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^approved: Merge .* needs 1 more\n$/) as string,
  });
  expect(await confirm(stranger)).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/^already_approved: Merge /) as string,
  });
  const last = await confirm(userId, "--json");
  expect(last.code).toBe(0);
  expect(JSON.parse(last.stdout)).toMatchObject({ outcome: "confirmed", action: { approvals: 2 } });
});
