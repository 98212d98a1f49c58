import { chmod, lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failure, handsfree } from "../handsfree.ts";

let home: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  home = await temporaryDirectory();
});
afterEach(() => home[Symbol.asyncDispose]());

const at = (path: string): string => join(home.path, path);
const read = (path: string): Promise<string> => readFile(at(path), "utf8");
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}
const install = (agent: string, ...flags: string[]) =>
  handsfree(["hook", "install", agent, "--command", "handsfree", ...flags], {
    env: { HOME: home.path },
    cwd: home.path,
  });
const done = { code: 0, stderr: "" };
const claude = ".claude/settings.json";

test("without --yes the change is shown, and nothing is written", async () => {
  const { stdout, ...rest } = await install("claude-code");
  expect(rest).toEqual(done);
  expect(stdout).toContain(`${at(claude)}\n+ {\n`);
  expect(stdout).toContain('+             "command": "handsfree hook claude-code",\n');
  expect(stdout).toMatch(/Give --yes to write it\.\n$/);
  expect(await readdir(home.path)).toEqual([]);
});

test("all else in the file is kept, and a second time changes nothing", async () => {
  const before = `{
    "model": "opus",
    "limit": 12345678901234567890,
    "hooks": {
        "PreToolUse": [
            {
                "matcher": "Bash",
                "hooks": [
                    {
                        "type": "command",
                        "command": "./guard.sh"
                    }
                ]
            }
        ],
        "Stop": []
    },
    "env": {}
}
`;
  await write(claude, before);
  await chmod(at(claude), 0o640);
  expect(await install("claude-code", "--yes")).toMatchObject(done);
  const after = await read(claude);
  expect((await stat(at(claude))).mode & 0o777).toBe(0o640);
  const settings = JSON.parse(after) as { hooks: Record<string, { hooks: object[] }[]> };
  expect(settings.hooks["PreToolUse"]).toHaveLength(2);
  expect(settings.hooks["PreToolUse"]?.[1]).toEqual({
    matcher: "^(?:Bash|PowerShell|Edit|MultiEdit|Write|NotebookEdit|WebFetch|mcp__.*)$",
    hooks: [
      {
        type: "command",
        command: "handsfree hook claude-code",
        timeout: 600,
        statusMessage: "Waiting for an answer in HandsFree",
        onFailure: "block",
      },
    ],
  });
  expect(Object.keys(settings.hooks)).toEqual([
    "PreToolUse",
    "Stop",
    "PostToolUse",
    "PostToolUseFailure",
  ]);
  expect(after).toContain('    "limit": 12345678901234567890,\n');

  expect(await install("claude-code", "--yes")).toEqual({
    ...done,
    stdout: `${at(claude)}: nothing changes\n`,
  });
  expect(await read(claude)).toBe(after);
  expect(await install("claude-code", "--yes", "--remove")).toMatchObject(done);
  expect(await read(claude)).toBe(before);
  expect(await install("claude-code", "--yes", "--remove")).toMatchObject({
    stdout: expect.stringContaining("nothing changes") as string,
  });
  // Nothing is left beside it.
  expect(await readdir(at(".claude"))).toEqual(["settings.json"]);
});

test("other settings replace those of before, also among hooks of one group", async () => {
  await install("claude-code", "--yes");
  const settings = JSON.parse(await read(claude)) as {
    hooks: { PreToolUse: { hooks: object[] }[] };
  };
  settings.hooks.PreToolUse[0]?.hooks.push({ type: "command", command: "./guard.sh" });
  await write(claude, JSON.stringify(settings, null, 2));
  await install(
    "claude-code",
    "--yes",
    "--server",
    "https://a.test",
    "--key-file",
    "my key",
    "--timeout",
    "60",
  );
  const text = await read(claude);
  const command = `handsfree hook claude-code --server https://a.test --key-file '${at("my key")}' --timeout 60`;
  expect(text.split(JSON.stringify(command))).toHaveLength(4);
  expect(text).not.toContain('"handsfree hook claude-code"');
  expect(text).toContain("./guard.sh");
  expect(text).toContain('"timeout": 70,');
  await install("claude-code", "--yes", "--remove");
  expect(await read(claude)).not.toContain("handsfree");
  expect(await read(claude)).toContain("./guard.sh");
});

test.for<[string, string, string, object]>([
  [
    "codex",
    ".codex/hooks.json",
    "PreToolUse",
    {
      matcher: "^(?:Bash|apply_patch|mcp__.*)$",
      hooks: [
        {
          type: "command",
          command: "handsfree hook codex",
          timeout: 600,
          statusMessage: "Waiting for an answer in HandsFree",
        },
      ],
    },
  ],
  [
    "gemini",
    ".gemini/settings.json",
    "BeforeTool",
    {
      matcher: "^(?:run_shell_command|write_file|replace|web_fetch|mcp_.*)$",
      hooks: [
        {
          name: "handsfree",
          type: "command",
          command: "handsfree hook gemini --timeout 590",
          timeout: 600_000,
        },
      ],
    },
  ],
  [
    "cursor",
    ".cursor/hooks.json",
    "preToolUse",
    {
      command: "handsfree hook cursor --timeout 590",
      type: "command",
      timeout: 600,
      failClosed: true,
      matcher: "^(?:Shell|Write|StrReplace|Edit|Delete|MCP:.*)$",
    },
  ],
  [
    "copilot",
    ".github/hooks/handsfree.json",
    "preToolUse",
    { type: "command", bash: "handsfree hook copilot --timeout 590", timeoutSec: 600 },
  ],
])(
  "%s: its hook is in the settings of a project, and is removed",
  async ([agent, file, event, entry]) => {
    expect(await install(agent, "--project", "--yes")).toMatchObject(done);
    const settings = JSON.parse(await read(file)) as {
      version?: number;
      hooks: Record<string, unknown>;
    };
    expect(settings.hooks[event]).toEqual([entry]);
    expect(settings.version).toBe(agent === "cursor" || agent === "copilot" ? 1 : undefined);
    expect(await install(agent, "--project", "--yes")).toMatchObject({
      stdout: expect.stringContaining("nothing changes") as string,
    });
    await install(agent, "--project", "--yes", "--remove");
    expect(await read(file)).not.toContain("handsfree");
  },
);

test("a file with comments, or that is no object, is left as it is", async () => {
  for (const text of ['{\n  // mine\n  "model": "opus"\n}\n', '{"a": 1,}', "[]", "nonsense"]) {
    await write(claude, text);
    expect(await install("claude-code", "--yes")).toEqual(
      failure(2, /settings\.json is not one plain JSON object, or has comments/),
    );
    expect(await read(claude)).toBe(text);
  }
});

test("a symbolic link stays one", async () => {
  await write("dotfiles/claude.json", "{}\n");
  await mkdir(at(".claude"));
  await symlink(at("dotfiles/claude.json"), at(claude));
  await install("claude-code", "--yes");
  expect((await lstat(at(claude))).isSymbolicLink()).toBe(true);
  expect(await read("dotfiles/claude.json")).toContain("handsfree hook claude-code");
});

test("wrong usage is told", async () => {
  expect(await install("copilot")).toEqual(
    failure(2, /--project must be given, since GitHub Copilot/),
  );
  expect(await install("claude-code", "--user", "--project")).toEqual(
    failure(2, /exclude each other/),
  );
  expect(await install("aider")).toEqual(failure(2, /Allowed choices are claude-code, codex, /));
  expect(await install("codex", "--timeout", "0")).toEqual(failure(2, /--timeout is 0; give/));
  const other = ["hook", "install", "codex", "--command", "other"];
  expect(await handsfree(other, { env: { HOME: home.path } })).toEqual(
    failure(2, /--command must name handsfree/),
  );
});

test("a file that cannot be written is told in one line", async () => {
  await write(".claude", "a file in place of the folder");
  const { code, stderr } = await install("claude-code", "--yes");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^handsfree: [^\n]*cannot be read \(ENOTDIR\)\n$/) as string,
  });
});
