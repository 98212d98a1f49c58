import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { authenticate, parseKey } from "@handsfree/repositories/identity";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const env = { DUCKDB_PATH: "" };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
});
afterAll(() => directory[Symbol.asyncDispose]());

interface Made {
  readonly outcome: string;
  readonly user: { readonly id: string };
  readonly service: { readonly id: string };
}
interface Given {
  readonly text: string;
  readonly key: { readonly id: string };
}

const make = async (...args: string[]): Promise<Made> => (await jsonOutput(args, { env })) as Made;
const give = async (...args: string[]): Promise<Given> =>
  (await jsonOutput(args, { env })) as Given;
const newUser = async (...args: string[]): Promise<string> =>
  (await make("users", "create", ...args)).user.id;
const newService = async (name: string): Promise<string> =>
  (await make("services", "create", name, "--kind", "agent")).service.id;

async function outcomeOf(text: string): Promise<string> {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  return (await authenticate(db, text)).outcome;
}

const lines = (table: string): string[] =>
  table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));

test("a user is created, changed, listed, disabled and enabled", async () => {
  const admin = await newUser("--email", "Boss@Example.org", "--role", "admin");
  const created = await output(["users", "create", "--email", "ada@example.org"], { env });
  expect(created).toMatch(/^created: ada@example\.org \(member, [0-9a-f-]{36}\)\n$/);
  const id = created.slice(-38, -2);
  const user = ["--user", id, "--by", admin];
  const change = ["users", "change", ...user];
  expect(
    await output([...change, "--role", "approver", "--display-name", "Ada", "--no-email"], { env }),
  ).toBe(`changed: Ada (approver, ${id})\n`);
  expect(await jsonOutput(["users", "disable", ...user], { env })).toMatchObject({
    outcome: "disabled",
    user: { id, email: null, display_name: "Ada", role: "approver" },
  });
  const table = lines(await output(["users", "list", "--limit", "1"], { env }));
  expect(table[0]).toBe("CREATED AT | EMAIL | NAME | ROLE | DISABLED AT | ID");
  expect(table[1]).toMatch(new RegExp(`Z \\| - \\| Ada \\| approver \\| .*Z \\| ${id}$`));
  expect(await output(["users", "enable", ...user], { env })).toMatch(/^enabled: Ada /);
  expect(await jsonOutput(["users", "list"], { env })).toMatchObject({
    items: [
      { id, disabled_at: null },
      { id: admin, email: "boss@example.org", role: "admin" },
    ],
  });
});

test("a change of a user that has no effect says why, and exits with 3", async () => {
  const id = await newUser("--email", "taken@example.org");
  const again = ["users", "create", "--email", "taken@example.org"];
  expect(await handsfree(again, { env })).toEqual({
    code: 3,
    stdout: "email_taken: another user has this address\n",
    stderr: "",
  });
  const json = await handsfree([...again, "--json"], { env });
  expect([json.code, JSON.parse(json.stdout)]).toEqual([3, { outcome: "email_taken", user: null }]);
  const sameId = await handsfree(["users", "create", "--id", id], { env });
  expect(sameId).toMatchObject({ code: 3, stdout: "id_taken: another user has this id\n" });
  const none = ["users", "disable", "--user", stranger];
  expect(await handsfree(none, { env })).toEqual(failure(3, /there is no user with this id/));
});

test("the last admin stays", async () => {
  await using other = await temporaryDirectory();
  const path = join(other.path, "handsfree.db");
  await (await openTestDatabase(path)).destroy();
  const alone = { env: { DUCKDB_PATH: path } };
  const created = await output(["users", "create", "--role", "admin"], alone);
  const id = created.slice(-38, -2);
  expect(await handsfree(["users", "disable", "--user", id], alone)).toEqual({
    code: 3,
    stdout: `last_admin: a user (admin, ${id}); no other admin would be left who can sign in\n`,
    stderr: "",
  });
});

test("a service is created, listed, disabled and enabled", async () => {
  const id = await newService("planner");
  expect(await output(["services", "disable", "--service", id], { env })).toBe(
    `disabled: planner (agent, ${id})\n`,
  );
  expect(lines(await output(["services", "list"], { env }))[0]).toBe(
    "CREATED AT | NAME | KIND | DISABLED AT | ID",
  );
  expect(await jsonOutput(["services", "enable", "--service", id], { env })).toMatchObject({
    outcome: "enabled",
    service: { id, name: "planner", kind: "agent", created_by: null, disabled_at: null },
  });
  const again = await handsfree(["services", "create", "planner", "--kind", "worker"], { env });
  expect(again).toMatchObject({ code: 3, stdout: "name_taken: another service has this name\n" });
  const none = ["services", "enable", "--service", stranger];
  expect(await handsfree(none, { env })).toEqual(failure(3, /there is no service with this id/));
});

test("a key is written alone to standard output, and works", async () => {
  const user = await newUser();
  const args = ["keys", "create", "laptop", "--user", user, "--scopes", "audit:read", "privacy"];
  const { code, stdout, stderr } = await handsfree(args, { env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hf_user_\w{49}\n$/);
  expect(stderr).toMatch(
    /^This key is shown once, and stored nowhere: keep it now\. Its id is .{36}\.\n$/,
  );
  expect(await outcomeOf(stdout.trim())).toBe("authenticated");
  const list = await output(["keys", "list", "--user", user], { env });
  expect(lines(list)[1]).toMatch(
    new RegExp(
      `laptop \\| ${stdout.slice(-5, -1)} \\| user ${user} \\| audit:read privacy \\| valid`,
    ),
  );
  expect(list).not.toContain(stdout.slice(0, 20));
  const bytes = await readFile(env.DUCKDB_PATH);
  expect(bytes.includes(stdout.trim())).toBe(false);
});

test("a key of a service is made, rotated and revoked", async () => {
  const service = await newService("merger");
  const scopes = ["--scopes", "actions:execute", "actions:propose"];
  const more = ["--acts-for", stranger, "--expires-at", "2100-01-01T00:00:00Z"];
  const first = await give("keys", "create", "ci", "--service", service, ...scopes, ...more);
  expect(parseKey(first.text)).toEqual({ form: "well_formed", kind: "service" });
  expect(first).toMatchObject({
    key: {
      name: "ci",
      service_id: service,
      user_id: null,
      scopes: ["actions:propose", "actions:execute"],
      acts_for: [stranger],
      expires_at: "2100-01-01T00:00:00.000Z",
    },
    previous: null,
  });
  const rotate = ["keys", "rotate", first.key.id, "--overlap-seconds", "0"];
  const { stdout, stderr } = await handsfree(rotate, { env });
  expect(stderr).toMatch(/shown once.* The old key is valid until 20\d\d-.*Z\.\n$/);
  expect([await outcomeOf(first.text), await outcomeOf(stdout.trim())]).toEqual([
    "expired",
    "authenticated",
  ]);
  expect(await handsfree(rotate, { env })).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(
      /^expired: ci \(….{4}, .{36}\); it cannot be rotated; /,
    ) as string,
  });
  const { items } = (await jsonOutput(["keys", "list", "--service", service], { env })) as {
    items: { id: string; rotated_to: string | null }[];
  };
  const successor = items.find(({ rotated_to }) => rotated_to === null)?.id ?? "";
  expect(await output(["keys", "revoke", successor], { env })).toMatch(/^revoked: ci \(…/);
  expect(await outcomeOf(stdout.trim())).toBe("revoked");
  expect(await output(["keys", "revoke", successor], { env })).toMatch(/^already_revoked: ci /);
});

describe("a key is refused", () => {
  test("with the reason and exit code 3, and nothing is made", async () => {
    const user = await newUser();
    const create = ["keys", "create", "k", "--scopes", "admin", "--user"];
    expect(await handsfree([...create, user], { env })).toEqual({
      code: 3,
      stdout: "not_an_admin: only users with the role admin can have the scope admin\n",
      stderr: "",
    });
    expect(await handsfree([...create, stranger], { env })).toMatchObject({
      code: 3,
      stdout: "principal_not_found: there is no such user or service\n",
    });
    for (const verb of ["rotate", "revoke"]) {
      const none = await handsfree(["keys", verb, stranger], { env });
      expect(none).toEqual(failure(3, /there is no key with this id/));
    }
    expect(await output(["keys", "list", "--user", user], { env })).toBe("No key matches.\n");
  });

  test.for<[string[], RegExp]>([
    [["--scopes", "admin"], /--user is missing; give the user, or the service, whose key it is/],
    [["--scopes", "admin", "--user", stranger, "--service", stranger], /--service is given beside/],
    [["--scopes", "all", "--user", stranger], /argument 'all' is invalid\. Allowed choices are /],
    [["--user", stranger], /required option '--scopes <scope\.\.\.>' not specified/],
    [["--scopes", "actions:decide", "--service", stranger], /--scopes holds actions:decide, which/],
    [["--scopes", "admin", "--user", stranger, "--acts-for", stranger], /--acts-for is given for/],
    [
      ["--scopes", "admin", "--user", stranger, "--expires-at", "2020-01-01T00:00:00Z"],
      /--expires-at is not in the future/,
    ],
  ])("as wrong usage: %j", async ([args, pattern]) => {
    expect(await handsfree(["keys", "create", "k", ...args], { env })).toEqual(failure(2, pattern));
  });

  test("as wrong usage: an overlap that is too long", async () => {
    const rotate = ["keys", "rotate", stranger, "--overlap-seconds"];
    expect(await handsfree([...rotate, "2592001"], { env })).toEqual(
      failure(2, /--overlap-seconds is 2592001; give a whole number from 0 to 2592000/),
    );
    expect(await handsfree([...rotate, "1h"], { env })).toEqual(
      failure(2, /--overlap-seconds is not a number/),
    );
  });
});
