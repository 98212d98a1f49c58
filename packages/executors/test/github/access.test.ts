import {
  changeGithubConnection,
  createGithubConnection,
  listGithubConnections,
} from "@handsfree/repositories/github-connections";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GithubSettings, tokensOf } from "../../src/index.ts";
import { userId, World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
  world.repository.addIssue({ number: 5 });
});
afterEach(() => world[Symbol.asyncDispose]());

async function connect(values: { installationId?: number | null; tokenRef?: string | null }) {
  const [connection] = (await listGithubConnections(world.db, { userId })).items;
  await changeGithubConnection(world.db, { userId, id: connection?.id ?? "", ...values });
}

async function close(settings: Partial<GithubSettings> = {}) {
  const action = await world.approve("close", { number: 5 });
  const [ended] = await world.run([action], { github: { ...world.settings, ...settings } });
  return ended;
}

test("a token is asked for of the installation, for the repository alone", async () => {
  expect(await close()).toMatchObject({ state: "succeeded" });
  expect(world.github.tokenRequests).toEqual([{ repositories: ["website"] }]);
});

test("without an installation the token of the connection's reference is used", async () => {
  await connect({ installationId: null, tokenRef: "GITHUB_TOKEN_ADA" });
  const findToken = tokensOf({ GITHUB_TOKEN_ADA: ` ${world.github.token}\n` });
  expect(await close({ app: undefined, findToken })).toMatchObject({ state: "succeeded" });
});

test("no other variable is read as a token", () => {
  const find = tokensOf({ DATABASE_URL: "postgres://secret", GITHUB_TOKEN: "x", PATH: "y" });
  for (const name of ["DATABASE_URL", "GITHUB_TOKEN", "PATH", "__proto__", "constructor"]) {
    expect(find(name)).toBeUndefined();
  }
});

test("of several installations GitHub says which one has the repository", async () => {
  await createGithubConnection(world.db, { userId, installationId: 1_000_000_001 });
  expect(await close()).toMatchObject({ state: "succeeded" });
});

test("a repository of an installation that the owner has not connected is refused", async () => {
  await connect({ installationId: 1_000_000_001 });
  await createGithubConnection(world.db, { userId, installationId: 1_000_000_002 });
  const ended = await close();
  expect(ended).toMatchObject({ state: "failed" });
  expect(ended?.error).toMatch(/^the owner has no connection to GitHub that can be used/);
});

test("an installation that is not the app's is refused", async () => {
  await connect({ installationId: 1_000_000_001 });
  expect(await close()).toMatchObject({
    state: "failed",
    error: "GitHub gives no token for the installation: GitHub refuses it (404): Not Found",
  });
});

test("a token that GitHub refuses is in no text", async () => {
  await connect({ installationId: null, tokenRef: "GITHUB_TOKEN_ADA" });
  const token = "ghp_thisTokenWasRevokedLongAgo1234567890";
  const ended = await close({ app: undefined, findToken: () => token });
  expect(ended?.error).toBe("GitHub refuses it (401): Bad credentials");
  const rows = [
    await world.db.selectFrom("pending_actions").selectAll().execute(),
    await world.db.selectFrom("action_logs").selectAll().execute(),
  ];
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("GitHub's address must be encrypted, except on this machine", async () => {
  await expect(world.run([], { github: { apiUrl: "http://github.example.org" } })).rejects.toThrow(
    /^apiUrl is not a URL with https/,
  );
});

test("types that are not on GitHub are refused, since their actions would fail", async () => {
  await expect(world.run([], { types: ["close", "deploy"] })).rejects.toMatchObject({
    code: "invalid_input",
    field: "types",
  });
});

test("an answer without the content that it should have is no success", async () => {
  const cut: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const isWrite = init?.method === "PATCH";
    return isWrite
      ? new Response("{", { headers: { "content-type": "application/json" } })
      : response;
  };
  // It was closed, which the look after it finds.
  expect(await close({ fetch: cut })).toMatchObject({
    state: "succeeded",
    result: { found: true },
  });
});

test("a repository with another name is refused", async () => {
  const moved: typeof fetch = (input, init) =>
    (input as string).includes("/issues/5")
      ? Promise.resolve(new Response(null, { status: 301, headers: { location: "/x" } }))
      : fetch(input, init);
  expect(await close({ fetch: moved })).toMatchObject({
    state: "failed",
    error: "the repository has another name on GitHub; propose the action for that name",
  });
});
