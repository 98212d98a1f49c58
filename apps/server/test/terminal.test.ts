import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { shownKey } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const hasTerminals = spawnSync("script", ["--version"]).status === 0;
if (!hasTerminals) process.stdout.write("skipped, since this machine lacks script\n");

test.skipIf(!hasTerminals)(
  "on a terminal a start is one block, and requests are lines for people",
  async () => {
    await using directory = await temporaryDirectory();
    const command = `exec ${process.execPath} --conditions=@handsfree/source ${entry}`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: {
        PATH: process.env["PATH"] ?? "",
        DUCKDB_PATH: join(directory.path, "x.db"),
        PORT: "0",
        NO_COLOR: "1",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(child, "close") as Promise<[number | null]>;
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    try {
      await expect.poll(() => output, { timeout: 30_000 }).toContain("Ctrl-C");
      const key = shownKey({ output: () => output }) ?? "none";
      expect(output.split(key)).toHaveLength(2);
      expect(output).toContain("HandsFree is running.");
      expect(output).toContain(`in ${join(directory.path, "x.db.admin-key")}`);
      // No line of a log, neither for programs nor for people.
      expect(output).not.toMatch(/"level"|INFO|migration/);
      const [, address = ""] = /Address +(\S+)/.exec(output) ?? [];
      await fetch(`${address}/v1/me`);
      await expect.poll(() => output).toMatch(/INFO: GET \/v1\/me 401 in [\d.]+ ms/);
    } finally {
      // Ctrl-C, which the terminal turns into a signal.
      child.stdin.write("\u0003");
    }
    expect((await ended)[0]).toBe(0);
  },
);
