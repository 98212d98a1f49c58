import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, userId } from "./handsfree.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let options: { readonly env: { readonly DUCKDB_PATH: string }; readonly cwd: string };
beforeEach(async () => {
  directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  options = { env: { DUCKDB_PATH: path }, cwd: directory.path };
  await (await openTestDatabase(path)).destroy();
});
afterEach(() => directory[Symbol.asyncDispose]());

const text = (effect: string) => `version: 1\npolicies:\n  - { name: p, match: {}, ${effect} }\n`;

async function write(file: string, effect: string): Promise<void> {
  await writeFile(join(directory.path, file), text(effect));
}

async function propose(): Promise<string> {
  await using db = await openTestDatabase(options.env.DUCKDB_PATH);
  const proposal = { userId, summary: "s", actionType: "t", actionPayload: {} };
  const proposed = await createPendingAction(db, proposal);
  return "action" in proposed ? proposed.action.id : proposed.outcome;
}

test("policies are checked, set, shown and listed, and a set that is late has no effect", async () => {
  await write("allow.yaml", "allow: true");
  await write("deny.yaml", "deny: stop");
  expect(await output(["policies", "check", "allow.yaml"], { cwd: directory.path })).toBe(
    "valid: 1 policy\n",
  );
  expect(await handsfree(["policies", "show"], options)).toEqual(failure(3, /no policies yet/));
  expect(await output(["policies", "versions"], options)).toBe("There are no policies yet.\n");
  expect(await output(["policies", "set", "allow.yaml", "--by", userId], options)).toBe(
    "replaced: version 1 holds\n",
  );
  expect(await output(["policies", "set", "deny.yaml", "--based-on", "1"], options)).toBe(
    "replaced: version 2 holds\n",
  );
  const late = await handsfree(["policies", "set", "allow.yaml", "--based-on", "1"], options);
  expect(late).toMatchObject({ code: 3, stdout: expect.stringContaining("version 2 holds") });
  expect(await output(["policies", "show"], options)).toBe(text("deny: stop"));
  expect(await output(["policies", "show", "--policy-version", "1"], options)).toBe(
    text("allow: true"),
  );
  expect(await jsonOutput(["policies", "show"], options)).toMatchObject({
    version: 2,
    text: text("deny: stop"),
  });
  expect(await jsonOutput(["policies", "versions"], options)).toMatchObject({
    items: [{ version: 2 }, { version: 1, created_by: userId }],
  });
});

test("a text with a mistake, an unknown group or no file is refused", async () => {
  await write("wrong.yaml", "permit: true");
  await write("group.yaml", "ask: { group: release }");
  expect(await handsfree(["policies", "check", "wrong.yaml"], options)).toEqual(
    failure(2, /line 3/),
  );
  expect(await handsfree(["policies", "check", "missing.yaml"], options)).toEqual(
    failure(2, /cannot be read/),
  );
  const unknown = await handsfree(["policies", "set", "group.yaml"], options);
  expect(unknown).toMatchObject({ code: 3, stdout: expect.stringContaining("group release") });
});

test("a dry run shows what would be decided otherwise", async () => {
  const id = await propose();
  await write("deny.yaml", "deny: stop");
  const shown = await output(["policies", "dry-run", "deny.yaml"], options);
  expect(shown).toMatch(/^1 of 1 actions would be decided otherwise\n/);
  expect(shown.replaceAll(/ {2,}/g, "|")).toContain(`${id}|ask: as_proposed|-|deny: stop|p`);
  expect(await jsonOutput(["policies", "dry-run", "deny.yaml"], options)).toMatchObject({
    compared: 1,
    changes: [{ before: "ask", after: "deny", count: 1 }],
  });
});

test("a grant is created, listed and revoked", async () => {
  const { user } = (await jsonOutput(["users", "create"], options)) as { user: { id: string } };
  const where = '{"at":"/n","comparison":"at_most","value":12345678901234567890}';
  const created = (await jsonOutput(
    [
      "grants",
      "create",
      "--user",
      user.id,
      "--types",
      "merge_pr",
      "rerun",
      "--where",
      where,
      "--uses",
      "2",
      "--expires-in-seconds",
      "3600",
    ],
    options,
  )) as { grant: { id: string } };
  expect(created).toMatchObject({
    outcome: "created",
    grant: { match: { types: ["merge_pr", "rerun"] }, maximum_uses: 2, state: "holding" },
  });
  const { id } = created.grant;
  const listed = await output(["grants", "list", "--user", user.id, "--json"], options);
  expect(listed).toContain("12345678901234567890");
  expect((await output(["grants", "list"], options)).replaceAll(/ {2,}/g, "|")).toContain(
    `|0 of 2|holding|`,
  );
  expect(await output(["grants", "revoke", id], options)).toMatch(/^revoked: /);
  expect(await output(["grants", "revoke", id], options)).toMatch(/^already_revoked: /);
  expect(await handsfree(["grants", "revoke", userId], options)).toEqual(failure(3, /no grant/));
});

test("a grant without a match, with a wrong condition or of an unknown person is refused", async () => {
  const create = (...args: string[]) =>
    handsfree(
      ["grants", "create", "--user", userId, "--uses", "1", "--expires-in-seconds", "60", ...args],
      options,
    );
  expect(await create()).toEqual(failure(2, /match must have/));
  expect(await create("--where", "{")).toEqual(failure(2, /where is not JSON/));
  expect(await create("--types", "t")).toMatchObject({
    code: 3,
    stdout: "user_not_found: there is no such user\n",
  });
});
