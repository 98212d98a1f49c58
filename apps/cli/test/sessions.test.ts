import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createUser } from "@handsfree/repositories/identity";
import { signInByLink } from "@handsfree/repositories/sessions";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

const serverEntry = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));

const env = { DUCKDB_PATH: "", PORT: "1" };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
});
afterEach(() => directory[Symbol.asyncDispose]());

async function withUsers(...roles: ("member" | "admin")[]): Promise<string[]> {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const ids: string[] = [];
  for (const [n, role] of roles.entries()) {
    const created = await createUser(db, { role, email: `${role}-${n}@example.org` });
    if (created.outcome !== "created") throw new Error(created.outcome);
    ids.push(created.user.id);
  }
  return ids;
}

const codeOf = (link: string): string => link.trim().replace(/^.*#code=/, "");

async function follow(link: string): Promise<string | undefined> {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const signedIn = await signInByLink(db, { code: codeOf(link), userAgent: "Firefox" });
  return signedIn.outcome === "signed_in" ? signedIn.session.id : undefined;
}

describe("sign-in", () => {
  test("prints a link of the only admin, or of a user, and works once", async () => {
    const [, member = ""] = await withUsers("admin", "member");
    const { code, stdout, stderr } = await handsfree(["sign-in"], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/localhost:1\/sign-in#code=hf_link_\w{49}\n$/);
    expect(stderr).toMatch(/^This link signs admin-0@example\.org in once, until /);
    expect(stderr).not.toContain(codeOf(stdout).slice(8));
    expect(await follow(stdout)).toBeDefined();
    expect(await follow(stdout)).toBeUndefined();
    for (const user of [member, "MEMBER-1@example.org"]) {
      const at = { env: { ...env, PUBLIC_URL: "https://handsfree.example.org/" } };
      expect(await jsonOutput(["sign-in", "--user", user], at)).toMatchObject({
        url: expect.stringMatching(/^https:\/\/handsfree\.example\.org\/sign-in#code=/) as string,
        user: { id: member },
      });
    }
  });

  test("says who is meant, and why there is no link", async () => {
    await withUsers("admin", "admin");
    expect(await handsfree(["sign-in"], { env })).toEqual(
      failure(2, /^handsfree: --user .* several/),
    );
    for (const user of [stranger, "nobody@example.org"]) {
      const refused = await handsfree(["sign-in", "--user", user], { env });
      expect(refused).toEqual(failure(3, /there is no such user/));
    }
    const plain = ["sign-in", "--server", "http://example.org"];
    expect(await handsfree(plain, { env })).toEqual(failure(2, /--server is not/));
  });

  test("asks the server that holds the file, with the key of its first start", async () => {
    await using server = await startServerProcess(serverEntry, { DUCKDB_PATH: env.DUCKDB_PATH });
    const { origin } = new URL(server.url);
    const at = { env };
    const { stdout } = await handsfree(["sign-in"], at);
    const follows = await fetch(`${origin}/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: codeOf(stdout) }),
    });
    expect(await follows.json()).toMatchObject({ user: { email: "admin@localhost" } });
    const named = ["sign-in", "--server", origin, "--user", "admin@localhost"];
    expect(await jsonOutput(named, at)).toMatchObject({ user: { email: "admin@localhost" } });
    const unknown = await handsfree(["sign-in", "--user", "x@example.org"], at);
    expect(unknown).toEqual(failure(3, /there is no such user/));
    expect(server.output()).not.toContain(codeOf(stdout).slice(8));

    // What listens there now can be another program: the file names a process that does not hold the database.
    const address = await readFile(`${env.DUCKDB_PATH}.server`, "utf8");
    await writeFile(`${env.DUCKDB_PATH}.server`, address.replace(/"pid":\d+/, '"pid":1'));
    expect(await handsfree(["sign-in"], at)).toEqual(failure(4, /is held by process/));
    await writeFile(`${env.DUCKDB_PATH}.server`, address);
    await writeFile(`${env.DUCKDB_PATH}.admin-key`, "hf_user_0\n");
    expect(await handsfree(["sign-in"], at)).toEqual(failure(2, /ADMIN_KEY_FILE has no key/));
    await rm(`${env.DUCKDB_PATH}.admin-key`);
    const keyless = await handsfree(["sign-in", "--server", origin], at);
    expect(keyless).toEqual(failure(2, /ADMIN_KEY_FILE cannot be read/));
  });
});

test("sessions are listed and ended", async () => {
  const [admin = ""] = await withUsers("admin");
  const ids = [];
  for (let n = 0; n < 3; n++) ids.push(await follow(await signInLink()));
  const [first = ""] = ids;
  const table = await output(["sessions", "list", "--user", admin], { env });
  expect(table.split("\n")[0]?.split(/ {2,}/)).toEqual([
    "CREATED AT",
    "BY",
    "STATE",
    "LAST USED AT",
    "USER",
    "BROWSER",
    "ID",
  ]);
  expect(table).toMatch(/ link +valid .* Firefox /);
  const end = ["sessions", "end", first];
  expect(await jsonOutput(end, { env })).toMatchObject({
    outcome: "ended",
    session: { id: first, state: "ended" },
  });
  expect(await output(end, { env })).toMatch(/^already_ended: /);
  expect(await output(["sessions", "end", "--user", admin], { env })).toBe("ended 2 sessions\n");
  expect(await output(["sessions", "list", "--user", stranger], { env })).toBe(
    "No session matches.\n",
  );
  expect(await handsfree(["sessions", "end"], { env })).toEqual(failure(2, /ID is missing/));
  const both = ["sessions", "end", first, "--user", admin];
  expect(await handsfree(both, { env })).toEqual(failure(2, /--user is given beside/));
  const unknown = await handsfree(["sessions", "end", stranger], { env });
  expect(unknown).toEqual(failure(3, /no session with this id/));
});

async function signInLink(): Promise<string> {
  return (await handsfree(["sign-in"], { env })).stdout;
}
