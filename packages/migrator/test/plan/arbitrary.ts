import type { Engine } from "@handsfree/query";
import fc from "fast-check";
import type { AppliedMigration, MigrationFile } from "../../src/index.ts";
import { recorded } from "./history.ts";

/** Files and a history, whether they fit or not. */
export interface World {
  readonly engine: Engine;
  readonly files: readonly MigrationFile[];
  readonly history: readonly AppliedMigration[];
}

const engine = fc.constantFrom<Engine>("duckdb", "postgres");

/** Few numbers, names and texts, so that they meet. */
const number = fc.integer({ min: 1, max: 6 });
const version = fc
  .tuple(number, fc.constantFrom("a", "b"), fc.constantFrom(3, 4))
  .map(([n, name, width]) => `${String(n).padStart(width, "0")}_${name}`);
const text = fc.constantFrom(
  "SELECT 1",
  "SELECT 2;\r\n",
  "-- migrate: no-transaction\nSELECT 1; SELECT 2",
  "-- migrate: tolerates 002_b\nSELECT 3",
  "SELECT 1\n-- migrate: no-transaction",
  "-- nothing",
  "COMMIT",
  "SELECT 'open",
);
const file = fc.record({
  file: fc.oneof(
    fc
      .tuple(version, fc.constantFrom("", "", ".duckdb", ".postgres"))
      .map(([v, e]) => `${v}${e}.sql`),
    fc.constantFrom("x.sql", "1_a.sql", "001-a.sql", ".sql", "001_a.mysql.sql"),
  ),
  sql: text,
});
const row = fc
  .tuple(
    fc.oneof(version, fc.constantFrom("x", "099_later", "7_other")),
    fc.oneof(text, fc.constant(null)),
    fc.constantFrom<AppliedMigration["state"]>(
      "applied",
      "baseline",
      "failed",
      "resume",
      "running",
    ),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([v, ran, state, statement]) => recorded(v, ran, { state, statement }));

/** Anything at all. */
export const anyWorld: fc.Arbitrary<World> = fc.record({
  engine,
  files: fc.array(file, { maxLength: 8 }),
  history: fc.uniqueArray(row, { maxLength: 6, selector: (r) => r.version }),
});

/** Files without a flaw, of which the first are applied. */
export const soundWorld: fc.Arbitrary<World & { readonly applied: number }> = fc
  .tuple(
    engine,
    fc.array(
      fc.record({
        variants: fc.boolean(),
        ran: fc.constantFrom("same", "unverified", "accepted", "baseline"),
      }),
      { maxLength: 7 },
    ),
    fc.nat({ max: 7 }),
  )
  .map(([on, made, count]) => {
    const applied = Math.min(count, made.length);
    const versions = made.map((_, index) => `${String(index + 1).padStart(3, "0")}_m`);
    const files = made.flatMap(({ variants }, index) =>
      (variants ? [".duckdb", ".postgres"] : [""]).map((variant) => ({
        file: `${versions[index]}${variant}.sql`,
        sql: `SELECT ${index}`,
      })),
    );
    const history = made.slice(0, applied).map(({ ran }, index) => {
      const sql = `SELECT ${index}`;
      const like = recorded(versions[index] ?? "", ran === "unverified" ? null : sql);
      if (ran === "baseline") return { ...like, state: "baseline" as const };
      if (ran !== "accepted") return like;
      return { ...like, checksum: "of-what-ran", acceptedChecksum: like.checksum };
    });
    return { engine: on, files, history, applied };
  });
