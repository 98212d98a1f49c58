import { expect, test } from "vitest";
import type { ToolUse } from "../../src/hooks/hook-adapter.ts";
import { mcpToolOf } from "../../src/hooks/mcp-tool.ts";
import { summarize } from "../../src/hooks/summarize.ts";

function use(tool: string, input: unknown): ToolUse {
  return { tool, input, cwd: "/home/ada/shop", session: "s", id: "1", mcp: mcpToolOf(tool) };
}

test.for<[string, unknown, string]>([
  ["Bash", { command: "git push origin main" }, 'Run "git push origin main" in shop'],
  ["Bash", { command: "  echo a\n\trm -rf b\u0007\u202e  " }, 'Run "echo a rm -rf b" in shop'],
  [
    "Bash",
    { command: `${"x".repeat(240)}yz` },
    `Run "${"x".repeat(240)}… (2 more characters)" in shop`,
  ],
  ["Edit", { file_path: "/home/ada/shop/src/a.ts", old_string: "a" }, "Edit src/a.ts"],
  ["Write", { file_path: "/etc/hosts", content: "" }, "Write /etc/hosts"],
  ["write_file", { file_path: "src/a.ts", content: "" }, "Write src/a.ts"],
  ["Delete", { path: "/home/ada/shop/a" }, "Delete a"],
  ["NotebookEdit", { notebook_path: "/home/ada/shop/a.ipynb" }, "Edit a.ipynb"],
  ["Read", { file_path: "/home/ada/shop/a" }, "Use Read on a"],
  [
    "apply_patch",
    { command: "*** Begin Patch\n*** Update File: src/a.ts\n@@\n-a\n+b\n*** End Patch" },
    "Edit src/a.ts",
  ],
  [
    "apply_patch",
    {
      command:
        "*** Begin Patch\n*** Add File: a\n*** Delete File: b\n*** Add File: c\n*** End Patch",
    },
    "Edit a and 2 other files",
  ],
  [
    "WebFetch",
    { url: "https://ada:secret@example.org/a?key=secret#x" },
    "Fetch https://example.org/a with parameters",
  ],
  ["WebFetch", { url: "not a url" }, "Fetch not a url"],
  ["mcp__github__merge_pull_request", { pullNumber: 7 }, "Call merge_pull_request of github"],
  ["mcp__my_db__run__query", {}, "Call run__query of my_db"],
  ["Skill", {}, "Use Skill"],
  ["Odd", null, "Use Odd"],
])("%s %j", ([tool, input, summary]) => {
  expect(summarize(use(tool, input), undefined)).toBe(summary);
});

test("a repository has its own name", () => {
  expect(summarize(use("Bash", { command: "make" }), "acme/website")).toBe('Run "make" in website');
});
