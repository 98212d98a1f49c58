import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGithubConnection } from "@handsfree/repositories/github-connections";
import {
  confirmPendingAction,
  createPendingAction,
  findPendingAction,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { LocalGithub } from "@handsfree/testkit/github";
import { expect, test, vi } from "vitest";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const userId = "019a2f6e-0000-7000-8000-000000000001";

/** Approves an action in a file, as the server would, and returns its id. */
async function approve(
  path: string,
  action: { actionType: string; actionPayload: object; repository?: string },
): Promise<string> {
  await using db = await openTestDatabase(path);
  const proposal = await createPendingAction(db, { userId, summary: "Do it", ...action });
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  await confirmPendingAction(db, { userId, token: proposal.token });
  return proposal.action.id;
}

/** Runs a program until the condition holds, and then ends it as an operator does. */
async function runUntil(
  name: string,
  env: Record<string, string>,
  condition: () => void,
): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--conditions=@handsfree/source", file(`../src/${name}.ts`)],
    {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const ended = once(child, "close");
  try {
    await vi.waitFor(condition, { timeout: 100_000, interval: 50 });
  } finally {
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  }
}

async function find(path: string, id: string): Promise<PendingAction | undefined> {
  await using db = await openTestDatabase(path);
  return findPendingAction(db, { auditor: true, id });
}

test("the template of an executor carries out what was approved", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  const id = await approve(path, { actionType: "deploy", actionPayload: { version: "v12" } });
  const keys: unknown[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    keys.push(request.headers["idempotency-key"]);
    response.setHeader("content-type", "application/json").end('{"deployment":7}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deployment`;
  await runUntil("executor", { DUCKDB_PATH: path, DEPLOY_URL: url }, () =>
    expect(keys).toEqual([`handsfree-action-${id}`]),
  );
  server.closeAllConnections();
  server.close();
  expect(await find(path, id)).toMatchObject({ state: "succeeded", result: { deployment: 7 } });
});

test("the program of the README carries out actions on GitHub", async () => {
  await using directory = await temporaryDirectory();
  await using github = await LocalGithub.start();
  const path = join(directory.path, "handsfree.db");
  const key = join(directory.path, "app.pem");
  await writeFile(key, github.app.privateKey);
  github.installations.add(8_000_002);
  const issue = github.addRepository("acme/website").addIssue({ number: 5 });
  {
    await using db = await openTestDatabase(path);
    await createGithubConnection(db, { userId, installationId: 8_000_002 });
  }
  const id = await approve(path, {
    actionType: "close",
    actionPayload: { repo: "acme/website", number: 5 },
    repository: "acme/website",
  });
  const env = {
    DUCKDB_PATH: path,
    GITHUB_API_URL: github.url,
    GITHUB_APP_ID: String(github.app.id),
    GITHUB_APP_PRIVATE_KEY_FILE: key,
  };
  await runUntil("github-executor", env, () => expect(issue.state).toBe("closed"));
  expect(await find(path, id)).toMatchObject({ state: "succeeded", result: { what: "closed" } });
  expect(github.violations).toEqual([]);
});

test("the README has the programs that were tried", async () => {
  const readme = await readFile(file("../../packages/executors/README.md"), "utf8");
  for (const name of ["executor", "github-executor"]) {
    expect(readme).toContain(
      `\`\`\`ts\n${await readFile(file(`../src/${name}.ts`), "utf8")}\`\`\``,
    );
  }
});
