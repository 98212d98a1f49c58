import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A PostgreSQL server. It is stopped when its scope ends. */
export interface PostgresServer extends AsyncDisposable {
  /** The URL of a database for statements such as CREATE DATABASE. */
  readonly url: string;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const entry = fileURLToPath(new URL("server-process.ts", import.meta.url));
  const server = spawn(process.execPath, ["--conditions=@handsfree/source", entry], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(server, "close");
  const [url] = (await Promise.race([
    once(createInterface(server.stdout), "line"),
    ended.then(([code]) => Promise.reject(new Error(`PostgreSQL did not start (${code})`))),
  ])) as [string];
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.stdin.end();
      await ended;
    },
  };
}
