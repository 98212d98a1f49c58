import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

/** One PostgreSQL server for the whole run. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const entry = fileURLToPath(new URL("server-process.ts", import.meta.url));
  const server = spawn(process.execPath, ["--conditions=@handsfree/source", entry], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(server, "close");
  const [url] = (await Promise.race([
    once(createInterface(server.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`PostgreSQL did not start (${code})`))),
  ])) as [string];
  provide("postgresUrl", url);
  return async () => {
    server.stdin.end();
    await ended;
  };
}
