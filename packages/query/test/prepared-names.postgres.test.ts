import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { PreparedNames } from "../src/postgres/prepared-names.ts";
import { createPostgres, openPostgres } from "./empty-database.ts";

interface Tables {
  things: { id: number; name: string | null; more?: number | null };
}

async function openThings(url?: string): Promise<Kysely<Tables>> {
  const db = await openPostgres<Tables>({ poolSize: 1, ...(url !== undefined && { url }) });
  await sql`create table things (id int primary key, name text)`.execute(db);
  await db.insertInto("things").values({ id: 1, name: "one" }).execute();
  return db;
}

const find = (db: Kysely<Tables>) =>
  db.selectFrom("things").selectAll().where("id", "=", 1).execute();
const rename = (db: Kysely<Tables>, name: unknown) =>
  db
    .updateTable("things")
    .set({ name: name as string })
    .where("id", "=", 1)
    .execute();
const repeat = async (times: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  for (let n = 0; n < times; n++) await work(n);
};
/** The statements whose plans the only connection keeps. */
const kept = async (db: Kysely<Tables>): Promise<string[]> =>
  (
    await sql<{ statement: string }>`select statement from pg_prepared_statements
      order by prepare_time`.execute(db)
  ).rows.map(({ statement }) => statement);

test("the server keeps the plan of a statement that is repeated", async () => {
  await using db = await openThings();
  await repeat(3, () => find(db));
  expect(await kept(db)).toEqual([]);
  await repeat(3, () => find(db));
  await repeat(6, (n) => rename(db, `${n}`));
  expect(await kept(db)).toEqual([
    'select * from "things" where "id" = $1',
    'update "things" set "name" = $1 where "id" = $2',
  ]);
});

test("statements of transactions, raw ones and those that can be cancelled are not kept", async () => {
  await using db = await openThings();
  const { signal } = new AbortController();
  await repeat(6, () => db.transaction().execute((trx) => find(trx)));
  await repeat(6, () => sql`select * from things where id = ${1}`.execute(db));
  await repeat(6, () =>
    db.selectFrom("things").selectAll().where("id", "=", 1).execute({ signal }),
  );
  expect(await kept(db)).toEqual([]);
});

test("a table that is altered is read as it is then", async () => {
  await using db = await openThings();
  await repeat(6, () => find(db));
  await sql`alter table things add column more int`.execute(db);
  await repeat(3, async () => expect(await find(db)).toEqual([{ id: 1, name: "one", more: null }]));
  await sql`alter table things drop column name`.execute(db);
  await repeat(3, async () => expect(await find(db)).toEqual([{ id: 1, more: null }]));
});

test("a column that is altered takes what it takes then", async () => {
  await using db = await openThings();
  await repeat(6, () => rename(db, null));
  await sql`alter table things alter column name type int using 1`.execute(db);
  await repeat(6, () => rename(db, 7));
  await expect(rename(db, 3e9)).rejects.toMatchObject({ code: "invalid_value" });
  await sql`alter table things alter column name type bigint`.execute(db);
  await rename(db, 3e9);
  expect(await find(db)).toEqual([{ id: 1, name: 3e9 }]);
  await expect(rename(db, "x")).rejects.toMatchObject({ code: "invalid_value" });
});

test("plans that someone else has dropped are made again", async () => {
  await using db = await openThings();
  await repeat(6, () => find(db));
  await sql`deallocate all`.execute(db);
  expect(await find(db)).toEqual([{ id: 1, name: "one" }]);
});

test("behind a pooler no plan is kept", async () => {
  await using pooler = await poolerOf(await createPostgres());
  await using db = await openThings(pooler.url);
  await repeat(6, () => find(db));
  expect(await kept(db)).toEqual([]);
});

test("few statements are kept, and of those that are not repeated none", () => {
  const names = new PreparedNames();
  for (let n = 0; n < 5000; n++) expect(names.nameOf(`select ${n}`)).toBeUndefined();
  let named = 0;
  for (let n = 0; n < 300; n++) {
    for (let use = 0; use < 5; use++) if (names.nameOf(`insert ${n}`) !== undefined) named++;
  }
  expect(named).toBe(400);
});

/** Passes everything on, except the process id of the server, of which a pooler reports another one. */
async function poolerOf(target: string): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(new URL(target).port), "127.0.0.1");
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    near.pipe(far);
    far.on("data", (bytes) => near.write(withOtherPid(bytes)));
    far.on("end", () => near.end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Replaces the process id of BackendKeyData, a message of type K with a length of 12. */
function withOtherPid(bytes: Buffer): Buffer {
  const start = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (start !== -1) bytes.writeInt32BE(1, start + 5);
  return bytes;
}
