import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";

/**
 * What a user does after the packages were installed in this folder: starts the server, looks at its pages, and lets an
 * agent's first call wait for a person. Prints how long that took.
 *
 * `node first-held-call.ts <when the installation began, in milliseconds since the epoch>`
 */
const [since = String(Date.now())] = process.argv.slice(2);
const home = process.cwd();
const { PATH } = process.env;
const handsfree = "node_modules/.bin/handsfree";

const server = spawn("node_modules/.bin/handsfree-server", {
  env: { ...process.env, PORT: "0", DUCKDB_PATH: "served.db" },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const origin = await addressOf(server.stdout);
  for (const path of ["/", "/waiting", "/docs", "/docs.js", "/docs/scalar.js", "/openapi.json"]) {
    const { status } = await fetch(origin + path);
    if (status !== 200) throw new Error(`${path} is ${status}`);
  }

  const admin = readFileSync("served.db.admin-key", "utf8").trim();
  const { user } = await call(origin, admin, "GET", "/v1/me");
  const { id: me } = user as { readonly id: string };
  const scopes = ["actions:propose", "actions:execute"];
  const key = await call(origin, admin, "POST", "/v1/keys", { name: "agent", user_id: me, scopes });
  writeFileSync("agent-key", `${String(key["text"])}\n`, { mode: 0o600 });
  const named = ["claude-code", "--server", origin, "--key-file", "agent-key"];
  await printed(["hook", "install", ...named, "--yes"]);
  await printed(["hook", "doctor", ...named]);

  const message = {
    session_id: "s",
    cwd: home,
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command: "git push --force" },
    tool_use_id: "toolu_1",
  };
  const answer = printed(["hook", ...named], JSON.stringify(message));
  const held = await firstWaiting(origin, admin);
  console.log(
    `first held call: ${((Date.now() - Number(since)) / 1000).toFixed(1)} s after npm began`,
  );
  const shown = { payload_digest: held["payload_digest"] };
  await call(origin, admin, "POST", `/v1/pending-actions/${String(held["id"])}/approve`, shown);
  if (!(await answer).includes('"permissionDecision":"allow"')) throw new Error(await answer);
} finally {
  server.kill();
  await once(server, "exit");
}

/** The address that the server prints. */
async function addressOf(output: AsyncIterable<Buffer>): Promise<string> {
  let all = "";
  for await (const part of output) {
    all += part.toString();
    const [, origin] = /listening at (http:[^"\s]+)/i.exec(all) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error("the server does not start");
}

async function call(
  origin: string,
  key: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} is ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Runs the command line. @returns what it prints. */
async function printed(args: readonly string[], input = ""): Promise<string> {
  const child = spawn(handsfree, args, {
    env: { PATH, HOME: home },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(input);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`${args.join(" ")} ends with ${String(code)}: ${output}`);
  return output;
}

/** The action that waits, as soon as there is one. */
async function firstWaiting(origin: string, key: string): Promise<Record<string, unknown>> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { items } = await call(origin, key, "GET", "/v1/pending-actions?state=pending");
    const [first] = items as Record<string, unknown>[];
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no call is held");
}
