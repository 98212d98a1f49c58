import { type Kysely, sql } from "kysely";
import { fetchPage, type LargeContents, type Page } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

export interface Things {
  things: { id: string; made_at: Date; owner: number; words: string | null; size: number | null };
}

export type ThingRow = Things["things"];

export const contents: LargeContents = { columns: ["words"], stored: "size" };
export const kibibyte = 1024;

export const idOf = (n: number): string => `019a2f6e-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** A row of each length, a second apart, with its size on record or not. */
export async function openThings(
  lengths: readonly number[],
  isKnown: (n: number) => boolean = () => true,
): Promise<Kysely<Things>> {
  const db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, owner int, words text, size int)`.execute(
    db,
  );
  for (const [n, length] of lengths.entries()) {
    await sql`insert into things values (${sql.lit(idOf(n))},
      timestamptz '2026-01-01 00:00:00+00' + ${sql.lit(n)} * interval '1 second', ${sql.lit(n % 2)},
      repeat('ä', ${sql.lit(length / 2)}), ${sql.lit(isKnown(n) ? length : null)})`.execute(db);
  }
  return db;
}

/** Does something once, when the statement with that number has its rows, before the page goes on. */
export function afterStatement(
  db: Kysely<Things>,
  number: number,
  work: (db: Kysely<Things>) => Promise<unknown>,
): { readonly racing: Kysely<Things>; readonly bytes: number[] } {
  /** How many bytes each statement returned. */
  const bytes: number[] = [];
  const racing = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      const words = result.rows.map((row) =>
        Buffer.byteLength((row["words"] as string | null) ?? ""),
      );
      bytes.push(words.reduce((sum, length) => sum + length, 0));
      if (bytes.length === number) await work(db);
      return result;
    },
  });
  return { racing, bytes };
}

export const read = (db: Kysely<Things>, limit: number, cursor?: string): Promise<Page<ThingRow>> =>
  fetchPage(db, db.selectFrom("things").selectAll(), "made_at", { limit, cursor }, contents);

export const numbersOf = (items: readonly { readonly id: string }[]): number[] =>
  items.map(({ id }) => Number(id.slice(-12)));
