import { expect, test } from "vitest";
import { createClient } from "../src/create-client.ts";
import { json, scriptedFetch } from "./scripted-fetch.ts";

const page = (from: number, cursor: string | null): Response =>
  json({ items: [{ id: `${from}` }, { id: `${from + 1}` }], next_cursor: cursor });

function start(...script: Parameters<typeof scriptedFetch>) {
  const { fetch, seen } = scriptedFetch(...script);
  const client = createClient({ url: "https://example.org", key: "k", fetch });
  return { client, targets: () => seen.map(({ url }) => url.replace("https://example.org", "")) };
}

test("a list is read page by page, and only as far as it is asked for", async () => {
  const { client, targets } = start(page(0, "c1"), page(2, "c2"), page(4, null));
  const list = client.pendingActions.list({ state: "all", limit: 2 });
  const ids: string[] = [];
  for await (const { id } of list) {
    ids.push(id);
    if (id === "2") break;
  }
  expect(ids).toEqual(["0", "1", "2"]);
  expect(targets()).toEqual([
    "/v1/pending-actions?state=all&limit=2",
    "/v1/pending-actions?state=all&limit=2&cursor=c1",
  ]);
});

test("a list ends with its last page, and can be read again", async () => {
  const { client, targets } = start(page(0, "c1"), page(2, null), page(0, null));
  const list = client.list("GET /v1/users");
  const read = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  };
  expect(await read()).toEqual(["0", "1", "2", "3"]);
  expect(await read()).toEqual(["0", "1"]);
  expect(targets()).toEqual(["/v1/users", "/v1/users?cursor=c1", "/v1/users"]);
});

test("one page is answered with the cursor of the next one", async () => {
  const { client, targets } = start(page(2, "c2"));
  const list = client.pendingActions.versions("an id", { cursor: "c1" });
  expect((await list.page()).next_cursor).toBe("c2");
  expect(targets()).toEqual(["/v1/pending-actions/an%20id/versions?cursor=c1"]);
});

test("methods take the parameters of the path, what the route takes, and options", async () => {
  const { client, targets } = start(json({}));
  const signal = AbortSignal.abort(new Error("aborted"));
  await client.agentTasks.retry("t");
  await client.repoPolicies.set("octo", "repo", { allow_merge: true });
  await client.request("GET /v1/policies/versions/{version}", { path: { version: 2 } });
  await client.request("GET /v1/me");
  for (const call of [
    () => client.agentTasks.retry("t", { signal }),
    () => client.agentTasks.create({ provider: "p", instruction: "i" }, { signal }),
    () => client.pendingActions.list({}, { signal }).page(),
  ]) {
    await expect(call()).rejects.toThrow("aborted");
  }
  expect(targets()).toEqual([
    "/v1/agent-tasks/t/retry",
    "/v1/repo-policies/octo/repo",
    "/v1/policies/versions/2",
    "/v1/me",
  ]);
});
