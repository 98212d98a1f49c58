import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const needed = ["curl", "openssl", "sed"];
const missing = needed.filter((name) => spawnSync(name, ["--version"]).error !== undefined);
if (missing.length > 0) {
  process.stdout.write(`skipped, since this machine lacks ${missing.join(", ")}\n`);
}

test.skipIf(missing.length > 0)(
  "the README's first steps, as they are written, end with an action that another person's key approved",
  async () => {
    const [, steps = "no steps"] = /In another terminal:\n\n```sh\n(.*?)```/s.exec(readme) ?? [];
    await using directory = await temporaryDirectory();
    await using server = await startServerProcess(entry, {
      DUCKDB_PATH: join(directory.path, "data/handsfree.db"),
      GITHUB_WEBHOOK_SECRET: "secret",
    });
    const typed = steps.replace("http://127.0.0.1:8080", server.url);
    const { stdout } = await promisify(execFile)("sh", ["-ec", typed], { cwd: directory.path });
    expect(stdout.match(/HTTP\/1\.1 \d+/g)).toEqual([
      "HTTP/1.1 202",
      "HTTP/1.1 403",
      "HTTP/1.1 200",
      "HTTP/1.1 409",
    ]);
    expect(stdout).toContain('"intent_name":"pr.merge"');
    expect(stdout).toContain('"outcome":"confirmed"');
    expect(stdout).toContain('"action_type":"pending_action.confirmed"');
  },
);
