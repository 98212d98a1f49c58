import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { inTransaction } from "../../src/index.ts";

export interface Soaked {
  events: { id: string; seq: number; made_at: Date; payload: string };
  deliveries: { key: string; seq: number };
  actions: { id: string; seq: number; status: string };
  audit: { id: string; seq: number };
}

export const schema: readonly string[] = [
  "create table events (id uuid primary key, seq bigint, made_at timestamptz, payload json)",
  "create table deliveries (key text primary key, seq bigint)",
  "create table actions (id uuid primary key, seq bigint, status text)",
  "create table audit (id uuid, seq bigint)",
];

/** Rows that a table keeps: what grows with its data must not look like a leak. */
const keptRows = 20_000;
const payload = JSON.stringify({ text: "x".repeat(1000) });
/** What all callers number their rows by. */
let seq = 0;

/** What one caller does next, each time it is asked: mostly writes, and every kind of read. */
export function makeCalls(
  db: Kysely<Soaked>,
  caller: number,
): () => { name: string; call: () => Promise<unknown> } {
  let last = randomUUID() as string;
  let requested: { id: string; seq: number } | undefined;
  let turn = caller;
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["insert", () => insertEvent()],
    ["lookup", () => findEvent()],
    ["insert", () => insertEvent()],
    ["deduplicate", () => deduplicate()],
    ["lookup", () => findEvent()],
    ["request", () => request()],
    ["confirm", () => confirm()],
    ["update", () => updateEvent()],
    ["page", () => readPage()],
  ];

  const insertEvent = async (): Promise<void> => {
    const id = randomUUID();
    await db
      .insertInto("events")
      .values({ id, seq: seq++, made_at: new Date(), payload })
      .execute();
    last = id;
  };
  const findEvent = (): Promise<unknown> =>
    db.selectFrom("events").selectAll().where("id", "=", last).executeTakeFirst();
  const updateEvent = (): Promise<unknown> =>
    db.updateTable("events").set({ made_at: new Date() }).where("id", "=", last).execute();
  const deduplicate = (): Promise<unknown> =>
    db
      .insertInto("deliveries")
      // Every other one is a delivery that was there before.
      .values({ key: `delivery ${seq++ >> 1}`, seq })
      .onConflict((oc) => oc.column("key").doNothing())
      .returning("key")
      .execute();
  const request = async (): Promise<void> => {
    const action = { id: randomUUID(), seq: seq++ };
    await db
      .insertInto("actions")
      .values({ ...action, status: "pending" })
      .execute();
    requested = action;
  };
  const confirm = async (): Promise<void> => {
    const action = requested;
    if (action === undefined) return;
    await inTransaction(db, async (trx) => {
      const confirmed = await trx
        .updateTable("actions")
        .set({ status: "confirmed" })
        .where("id", "=", action.id)
        .where("status", "=", "pending")
        .returning("id")
        .execute();
      if (confirmed.length === 1) await trx.insertInto("audit").values(action).execute();
    });
  };
  const readPage = (): Promise<unknown> =>
    db
      .selectFrom("events")
      .select(["id", "made_at"])
      .where("seq", ">", seq - 500)
      .orderBy("seq", "desc")
      .limit(50)
      .execute();
  const count = (): Promise<unknown> =>
    db
      .selectFrom("events")
      .select([sql`epoch_us(made_at) // 60000000`.as("minute"), sql`count(*)`.as("count")])
      .groupBy("minute")
      .execute();
  const forget = async (): Promise<void> => {
    for (const table of ["events", "deliveries", "actions", "audit"] as const)
      await db
        .deleteFrom(table)
        .where("seq", "<", seq - keptRows)
        .execute();
  };

  return () => {
    turn++;
    if (turn % 500 === 0 && caller === 0) return { name: "forget", call: forget };
    if (turn % 200 === 0) return { name: "count", call: count };
    const [name, call] = calls[turn % calls.length] ?? ["insert", insertEvent];
    return { name, call };
  };
}
