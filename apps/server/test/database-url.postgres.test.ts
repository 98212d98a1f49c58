import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signGithubPayload } from "@handsfree/repositories/webhooks";
import {
  runNode,
  startServerProcess,
  temporaryDirectory,
  temporaryPostgres,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import { adminKey, bearer } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const secret = "the-webhook-secret";

test("two servers on one empty PostgreSQL database migrate it, and keep the promises together", async () => {
  await using database = await temporaryPostgres({ migrated: false });
  await using directory = await temporaryDirectory();
  const env = {
    ADMIN_KEY_FILE: join(directory.path, "x.admin-key"),
    DATABASE_URL: database.url,
    GITHUB_WEBHOOK_SECRET: secret,
  };
  const starting = [startServerProcess(entry, env), startServerProcess(entry, env)] as const;
  await using first = await starting[0];
  await using second = await starting[1];
  const urls = [first.url, second.url];
  const headers = { "content-type": "application/json", ...bearer(await adminKey(directory.path)) };
  const post = (url: string, path: string, body: object): Promise<Response> =>
    fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const statuses = async (requests: Promise<Response>[]): Promise<number[]> =>
    (await Promise.all(requests)).map(({ status }) => status).toSorted((a, b) => a - b);

  expect(await statuses(urls.map((url) => fetch(`${url}/health`)))).toEqual([200, 200]);

  const body = '{"zen":"Keep it logically awesome."}';
  const delivery = {
    "x-github-event": "ping",
    "x-github-delivery": "1",
    "x-hub-signature-256": signGithubPayload(secret, body),
  };
  const deliver = (url: string): Promise<Response> =>
    fetch(`${url}/v1/webhooks/github`, {
      method: "POST",
      headers: { ...headers, ...delivery },
      body,
    });
  const delivered = await statuses(
    Array.from({ length: 20 }, (_, i) => deliver(urls[i % 2] ?? "")),
  );
  expect(delivered).toEqual([...Array<number>(19).fill(200), 202]);

  const action = { summary: "Merge", action_type: "merge_pr", action_payload: { weight: 1 } };
  const proposed = await post(first.url, "/v1/pending-actions", action);
  const { token } = (await proposed.json()) as { token: string };
  const decided = await statuses(
    Array.from({ length: 50 }, (_, i) =>
      post(urls[i % 2] ?? "", "/v1/pending-actions/confirm", { token }),
    ),
  );
  expect(decided).toEqual([200, ...Array<number>(49).fill(409)]);
  const logs = await fetch(`${second.url}/v1/action-logs`, { headers });
  expect(await logs.json()).toMatchObject({
    items: [
      { action_type: "pending_action.confirmed" },
      { action_type: "pending_action.proposed" },
      { action_type: "sign_in_link.created" },
      { action_type: "access_key.created" },
      { action_type: "user.created" },
    ],
    next_cursor: null,
    prev_cursor: null,
  });
  expect(await first.stop("SIGTERM")).toBe(0);
});

test.for([
  [
    { DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/d" },
    4,
    /^handsfree-server: postgres:\/\/127\.0\.0\.1:1\/d: the database server cannot be reached/,
  ],
  [
    { DATABASE_URL: "postgres://u:hunter2@h:port/d" },
    1,
    /^handsfree-server: DATABASE_URL is not a PostgreSQL URL/,
  ],
  [
    { DATABASE_URL: "postgres://h/d", DUCKDB_PATH: "x.db" },
    1,
    /^handsfree-server: DATABASE_URL and DUCKDB_PATH are both set/,
  ],
] as const)(
  "a start with %j fails with one line that holds no password",
  async ([env, exitCode, line]) => {
    const { code, stderr } = await runNode(entry, [], { env: { PORT: "0", ...env } });
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("hunter2");
  },
);
