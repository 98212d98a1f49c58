import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { type ServerProcess, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
// @boundaries-ignore the messages of agents are recorded once
import { claudeCode } from "../../../packages/agents/test/hooks/messages.ts";
import { adminKey, bearer } from "./callers.ts";

/** A block of a document that has `curl`, on a server of its own that has just started for the first time. */
interface Trial {
  readonly file: string;
  /** A text that only this block of the file has. */
  readonly holds: string;
  /** Does what the text around the block asks for, and returns the variables that the block uses. */
  readonly prepare?: (server: ServerProcess, key: string) => Promise<Record<string, string>>;
  /** The status of each answer that `curl` gets, in order. */
  readonly statuses: readonly number[];
  /** What a block shows at last that does not end. It is ended then. */
  readonly last?: string;
  /** The part that works afterwards. */
  readonly afterwards?: (folder: string, server: ServerProcess, key: string) => Promise<void>;
  /** What is shown, among other things. A block that shows its output, as `console` does, must show all of it. */
  readonly shows?: readonly string[];
}

const trials: readonly Trial[] = [
  {
    file: "README.md",
    holds: "# Grace, with a key of her own",
    statuses: [202, 201, 201, 201, 201, 403, 200, 409, 200],
    shows: [
      "HTTP/1.1 202",
      '"intent_name":"pr.merge"',
      "HTTP/1.1 403",
      "HTTP/1.1 200",
      '"outcome":"confirmed"',
      "HTTP/1.1 409",
      '"action_type":"pending_action.confirmed"',
    ],
  },
  {
    file: "README.md",
    holds: "handsfree hook install",
    statuses: [200, 201],
    shows: [
      '"command": "',
      "Written. Start Claude Code anew.",
      "ok    the key may propose and execute actions",
      "ok    ",
    ],
    afterwards: answerAgent,
  },
  {
    file: "apps/server/README.md",
    holds: "/v1/events/stream",
    prepare: async ({ url }, key) => {
      const proposed = await fetch(`${url}/v1/pending-actions`, {
        method: "POST",
        headers: { ...bearer(key), "content-type": "application/json" },
        body: '{"summary":"Merge #12","action_type":"merge_pr","action_payload":{"pr":12}}',
      });
      expect(proposed.status).toBe(201);
      return { KEY: key };
    },
    statuses: [],
    last: '"log_id"',
  },
];

/** A block of code of a document. */
interface Block {
  readonly file: string;
  readonly text: string;
  readonly commands: string;
  /** What the document says that the commands show, if it does. */
  readonly output: string | undefined;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const cliEntry = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));
const blocks: Block[] = [];
for await (const file of glob("{*.md,*/*.md,{packages,apps}/*/*.md}", { cwd: root })) {
  const document = await readFile(join(root, file), "utf8");
  for (const [, , text = ""] of document.matchAll(/^ *```(\w*)\n(.*?)^ *```/gms)) {
    if (/\bcurl\b/.test(text)) blocks.push({ file, text, ...commandsOf(text) });
  }
}

/** Tells what is typed, after a prompt, from what is shown. Without a prompt all of it is typed. */
function commandsOf(text: string): Pick<Block, "commands" | "output"> {
  const lines = text.split("\n");
  const typed = lines.filter((line) => line.startsWith("$ "));
  if (typed.length === 0) return { commands: text, output: undefined };
  return {
    commands: typed.map((line) => line.slice(2)).join("\n"),
    output: lines.filter((line) => !typed.includes(line)).join("\n"),
  };
}

/** Replaces what differs from run to run, and what documents leave out. */
const withoutChance = (text: string): string =>
  text
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "…")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "a time")
    .trim();

const isOf =
  ({ file, text }: Block) =>
  (trial: Trial): boolean =>
    trial.file === file && text.includes(trial.holds);

test("each block of a document that has `curl` is one that the next test runs", () => {
  expect(blocks.filter((block) => trials.filter(isOf(block)).length !== 1)).toEqual([]);
  expect(trials.filter((trial) => blocks.filter((one) => isOf(one)(trial)).length !== 1)).toEqual(
    [],
  );
});

const needed = ["curl", "openssl", "sed"];
const missing = needed.filter((name) => spawnSync(name, ["--version"]).error !== undefined);
if (missing.length > 0) {
  process.stdout.write(`skipped, since this machine lacks ${missing.join(", ")}\n`);
}

test.skipIf(missing.length > 0).for(trials)(
  "$file: the block with $holds does what the text says, as it is written",
  async (trial) => {
    const { commands, output } = blocks.find((block) => isOf(block)(trial)) ?? {
      commands: "false",
    };
    await using directory = await temporaryDirectory();
    await using server = await startServerProcess(entry, {
      DUCKDB_PATH: join(directory.path, "data/handsfree.db"),
      GITHUB_WEBHOOK_SECRET: "secret",
    });
    const key = await adminKey(join(directory.path, "data"));
    const variables = await trial.prepare?.(server, key);
    const shown = await typeInto(directory.path, {
      commands: commands.replaceAll("http://127.0.0.1:8080", server.url),
      variables,
      last: trial.last,
    });
    expect(shown.statuses).toEqual(trial.statuses);
    // None is left out, such as one in a branch that is not taken.
    const endless = trial.last === undefined ? 0 : 1;
    expect(commands.match(/\bcurl\b/g)).toHaveLength(trial.statuses.length + endless);
    for (const text of trial.shows ?? []) expect(shown.output).toContain(text);
    const all = output === undefined ? "" : shown.output;
    expect(withoutChance(all)).toBe(withoutChance(output ?? ""));
    await trial.afterwards?.(directory.path, server, key);
  },
);

/** Runs the hook that is installed as Claude Code does, and answers its question as the person. */
async function answerAgent(folder: string, server: ServerProcess, key: string): Promise<void> {
  const file = await readFile(join(folder, ".claude/settings.json"), "utf8");
  const { hooks } = JSON.parse(file) as {
    hooks: Record<string, { hooks: { command: string }[] }[]>;
  };
  const { before } = claudeCode;
  const agent = spawn("sh", ["-c", hooks["PreToolUse"]?.[0]?.hooks[0]?.command ?? "false"], {
    env: { HOME: folder, PATH: process.env["PATH"] },
    stdio: ["pipe", "pipe", "inherit"],
  });
  agent.stdin.end(JSON.stringify(before));
  const answer = readText(agent.stdout);
  const { pendingActions } = createClient({ url: server.url, key });
  const list = async () => (await pendingActions.list().page()).items;
  await expect.poll(list, { timeout: 60_000 }).toHaveLength(1);
  const [{ id, payload_digest } = { id: "", payload_digest: "" }] = await list();
  await pendingActions.approve(id, { payload_digest });
  expect(await answer).toContain('"permissionDecision":"allow"');
}

interface Typed {
  readonly commands: string;
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly last: string | undefined;
}

/** Runs commands until they end, or the line with the last text is shown. */
async function typeInto(folder: string, { commands, variables, last }: Typed) {
  // It tells the status of each answer, and is `curl` otherwise.
  const { stdout: curl } = spawnSync("sh", ["-c", "command -v curl"], { encoding: "utf8" });
  const wrapper = join(folder, "curl");
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec ${curl.trim()} -w '%{stderr}status %{http_code}\\n' "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  const handsfree = join(folder, "handsfree");
  const command = `${process.execPath} --conditions=@handsfree/source ${cliEntry}`;
  await writeFile(handsfree, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  const shell = spawn("sh", ["-ec", commands], {
    cwd: folder,
    env: { ...variables, HOME: folder, PATH: `${folder}:${process.env["PATH"]}` },
    // A group, so that it can be ended with the commands that it runs.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, told] = ["", ""];
  let isEnded = false;
  shell.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
  shell.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (last === undefined || isEnded || !output.split(last)[1]?.includes("\n")) return;
    isEnded = true;
    process.kill(-(shell.pid ?? 0), "SIGTERM");
  });
  const [code] = (await once(shell, "close")) as [number | null];
  expect({ code, isEnded, told }).toMatchObject(
    last === undefined ? { code: 0 } : { isEnded: true },
  );
  return { output, statuses: [...told.matchAll(/^status (\d+)$/gm)].map(([, one]) => Number(one)) };
}
