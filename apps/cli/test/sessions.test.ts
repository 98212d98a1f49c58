import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createUser } from "@handsfree/repositories/identity";
import { signInByLink } from "@handsfree/repositories/sessions";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findOpener } from "../src/open/browser.ts";
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

describe("open", () => {
  test("opens the link of the server that holds the file, and shows it to no process", async () => {
    await using server = await startServerProcess(serverEntry, { DUCKDB_PATH: env.DUCKDB_PATH });
    // What xdg-open would start: it follows the address, once more, and says what it got.
    const seen = join(directory.path, "seen.json");
    const script = `#!${process.execPath}
      const [url] = process.argv.slice(2);
      const ask = async () => {
        const { status, headers } = await fetch(url, { redirect: "manual" });
        return [status, headers.get("location")];
      };
      const save = (answers) =>
        require("node:fs").writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ url, answers }));
      ask().then(async (first) => save([first, await ask().catch(() => "closed")]));`;
    await writeFile(join(directory.path, "xdg-open"), script, { mode: 0o700 });
    const onScreen = { env: { ...env, DISPLAY: ":0", PATH: directory.path } };
    const { code, stdout, stderr } = await handsfree(["open"], onScreen);
    const [, origin = "", link = ""] =
      /^Console {2}(http:\/\/\S+)\nSign in {2}(http:\/\/\S+)\n$/.exec(stdout) ?? [];
    expect({ code, stderr, link: link.startsWith(`${origin}sign-in#code=hf_link_`) }).toEqual({
      code: 0,
      stderr: "",
      link: true,
    });
    const { url, answers } = JSON.parse(
      await vi.waitFor(() => readFile(seen, "utf8"), { timeout: 30_000 }),
    ) as { url: string; answers: unknown[] };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
    expect(answers).toEqual([[302, link], expect.toBeOneOf(["closed", [410, null]])]);

    const printed = await handsfree(["open", "--print", "--user", "admin@localhost"], onScreen);
    expect(printed.stdout).toMatch(/^Console {2}http.*\nSign in {2}http.*\n$/);
    expect(printed.stderr).toMatch(
      /^The link signs Admin in once, until \S+\. Show it to no other/,
    );
    const noScreen = await handsfree(["open", "--json"], { env });
    expect(JSON.parse(noScreen.stdout)).toMatchObject({ console: origin, user: { role: "admin" } });
    expect(noScreen.stderr).toMatch(
      /^There is no screen here, so follow the link\.\nThe link signs/,
    );
    const noOpener = { env: { ...env, WAYLAND_DISPLAY: "wayland-0", PATH: "/nowhere" } };
    expect((await handsfree(["open"], noOpener)).stderr).toMatch(/^xdg-open cannot be started, so/);
    expect(server.output()).not.toContain(codeOf(link).slice(8));
  });

  test("says so if no server runs", async () => {
    await withUsers("admin");
    expect(await handsfree(["open"], { env })).toEqual(failure(4, /no server holds the database/));
    const gone = ["open", "--server", "http://127.0.0.1:1"];
    await writeFile(`${env.DUCKDB_PATH}.admin-key`, "hf_user_0\n");
    expect(await handsfree(gone, { env })).toEqual(failure(4, /does not answer; start it/));
  });

  test.for([
    ["linux", {}, undefined],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, "xdg-open"],
    ["darwin", {}, "open"],
    ["darwin", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, undefined],
    ["win32", {}, "rundll32"],
  ] as const)("on %s with %j the browser is opened by %s", ([platform, environment, program]) => {
    expect(findOpener(platform, environment)?.program).toBe(program);
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
