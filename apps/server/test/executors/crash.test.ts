import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { LocalGithub } from "@handsfree/testkit/github";
import { expect, test, vi } from "vitest";
import { adminKey } from "../callers.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const eventually = <T>(condition: () => Promise<T>): Promise<T> =>
  vi.waitFor(condition, { timeout: 100_000, interval: 50 });

test(
  "a server that is killed between the merge and its report merges once",
  { timeout: 240_000 },
  async () => {
    await using directory = await temporaryDirectory();
    await using github = await LocalGithub.start();
    github.installations.add(8_000_001);
    const pull = github.addRepository("acme/website").addPull({ number: 12 });
    const file = join(directory.path, "handsfree.db");
    const settings = {
      DUCKDB_PATH: file,
      GITHUB_API_URL: github.url,
      GITHUB_APP_ID: String(github.app.id),
      GITHUB_APP_PRIVATE_KEY: github.app.privateKey,
      LOG_LEVEL: "info",
    };
    let id = "";
    {
      await using server = await startServerProcess(entry, settings);
      const client = createClient({ url: server.url, key: await adminKey(directory.path) });
      await client.request("POST /v1/github-connections", { body: { installation_id: 8_000_001 } });
      const action = await client.pendingActions.propose({
        summary: "Merge acme/website#12",
        action_type: "merge_pr",
        action_payload: { repo: "acme/website", number: 12, method: "squash", head_sha: pull.head },
        repository: "acme/website",
      });
      ({ id } = action);
      const { preview, payload_digest } = await eventually(async () => {
        const found = await client.pendingActions.get(id);
        expect(found.preview).not.toBeNull();
        return found;
      });
      expect(preview).toMatchObject({ title: "Merge #12: Fix the login" });
      // The answer is on its way for ever.
      github.failNext("put /pulls/{pull_number}/merge", {
        kind: "slow",
        until: new Promise(() => {}),
      });
      await client.pendingActions.approve(id, { payload_digest });
      await eventually(async () => expect(pull.merged).toBe(true));
      await server.stop("SIGKILL");
    }
    {
      // Its lease has not run out.
      await using db = await openTestDatabase(file);
      const { state } = await db
        .selectFrom("pending_actions")
        .select("state")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      expect(state).toBe("executing");
      const past = new Date(Date.now() - 1000);
      await db
        .updateTable("pending_actions")
        .set({ lease_expires_at: past })
        .where("id", "=", id)
        .execute();
    }
    await using server = await startServerProcess(entry, settings);
    const client = createClient({ url: server.url, key: await adminKey(directory.path) });
    const ended = await eventually(async () => {
      const found = await client.pendingActions.get(id);
      expect(found.state).toBe("succeeded");
      return found;
    });
    expect(ended).toMatchObject({
      attempts: 2,
      result: { what: "merged", sha: pull.mergeSha, found: true },
    });
    expect(github.count("put /pulls/{pull_number}/merge")).toBe(1);
    expect(github.violations).toEqual([]);
    expect(await server.stop("SIGTERM")).toBe(0);
  },
);
