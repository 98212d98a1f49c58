import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
  readonly prev_cursor: string | null;
}
const page = async (path: string) => (await api.get(path)).json<Page>();
const idsOf = ({ items }: Page) => items.map(({ id }) => id);
/** Seven commands, the oldest first. */
async function record(): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) {
    const made = await api.post("/v1/commands", { input_type: "text", status: "ok" });
    ids.push(made.json<{ id: string }>().id);
    api.clock.advance(1000);
  }
  return ids;
}

test.for(["asc", "desc"] as const)("a list goes to its end and back: %s", async (order) => {
  const recorded = await record();
  const ids = order === "asc" ? recorded : recorded.toReversed();
  const path = `/v1/commands?limit=3&order=${order}`;
  const first = await page(path);
  expect([idsOf(first), first.prev_cursor]).toEqual([ids.slice(0, 3), null]);
  const second = await page(`${path}&cursor=${first.next_cursor}`);
  expect(idsOf(second)).toEqual(ids.slice(3, 6));
  const third = await page(`${path}&cursor=${second.next_cursor}`);
  expect([idsOf(third), third.next_cursor]).toEqual([ids.slice(6), null]);
  const back = await page(`${path}&cursor=${third.prev_cursor}`);
  expect(back).toEqual(second);
  const start = await page(`${path}&cursor=${back.prev_cursor}`);
  expect([idsOf(start), start.prev_cursor]).toEqual([ids.slice(0, 3), null]);
  expect(idsOf(await page(`${path}&cursor=${start.next_cursor}`))).toEqual(ids.slice(3, 6));
});

test("what is new since is on the page before the first one", async () => {
  const [oldest = ""] = await record();
  const path = "/v1/commands?limit=6";
  const second = await page(`${path}&cursor=${(await page(path)).next_cursor}`);
  expect(idsOf(second)).toEqual([oldest]);
  const added = await api.post("/v1/commands", { input_type: "text", status: "error" });
  const before = await page(`/v1/commands?limit=100&cursor=${second.prev_cursor}`);
  expect(idsOf(before)[0]).toBe(added.json<{ id: string }>().id);
  expect(idsOf(before)).toHaveLength(7);
});

test("a cursor goes with its list alone, whatever the length of the page", async () => {
  await record();
  const { next_cursor: cursor } = await page("/v1/commands?status=ok&limit=2");
  const refused = async (path: string, problem: string, user = userId) => {
    const response = await api.get(path, user);
    expect(response.json()).toMatchObject({
      status: 400,
      code: "invalid_input",
      detail: expect.stringContaining(problem) as string,
      errors: [{ parameter: "cursor" }],
    });
  };
  const others = "is of a list with other filters, another order or another owner";
  await refused(`/v1/commands?cursor=${cursor}`, others);
  await refused(`/v1/commands?status=error&cursor=${cursor}`, others);
  await refused(`/v1/commands?status=ok&order=asc&cursor=${cursor}`, others);
  await refused(`/v1/commands?status=ok&since=2026-01-01T00:00:00Z&cursor=${cursor}`, others);
  await refused(`/v1/action-logs?cursor=${cursor}`, others);
  await refused(`/v1/commands?status=ok&cursor=${cursor}`, others, stranger);
  await refused(`/v1/commands?status=ok&cursor=${cursor?.split(".")[0]}`, "is not one that");
  await refused(`/v1/commands?status=ok&cursor=.${cursor?.split(".")[1]}`, "is not one that");
  expect(
    (await page(`/v1/commands?limit=5&status=ok&order=desc&cursor=${cursor}`)).items.length,
  ).toBe(5);
});

test("every list with a cursor takes an order, and answers both cursors", async () => {
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", userId).execute();
  api.giveScopes(userId, ["admin"]);
  await api.app.ready();
  const { paths } = (api.app as unknown as { swagger: () => { paths: Paths } }).swagger();
  const lists = Object.entries(paths).filter(([, { get }]) =>
    get?.parameters?.some(({ name }) => name === "cursor"),
  );
  expect(lists.length).toBeGreaterThan(12);
  const made = await api.post("/v1/pending-actions", {
    summary: "Merge",
    action_type: "merge_pr",
    action_payload: {},
  });
  const { id } = made.json<{ id: string }>();
  for (const [path] of lists) {
    const response = await api.get(`${path.replace("{id}", id)}?order=asc&limit=1`);
    // There is no event and no endpoint with this id.
    if (/^\/v1\/webhook-(?:events|endpoints)\/\{id\}/.test(path)) continue;
    expect([path, response.statusCode]).toEqual([path, 200]);
    expect(Object.keys(response.json<object>())).toEqual(["items", "next_cursor", "prev_cursor"]);
  }
});

type Paths = Record<
  string,
  { readonly get?: { readonly parameters?: readonly { readonly name: string }[] } }
>;
