import { Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { type BucketWidth, timeBucket } from "../src/index.ts";
import { byClause, recordingDialect } from "./recording-dialect.ts";

interface Tables {
  logs: { created_at: Date };
}

test.for(["duckdb", "postgres"] as const)("the SQL of time buckets on %s", async (engine) => {
  const { dialect } = recordingDialect(engine);
  await using db = new Kysely<Tables>({ dialect });
  const sqlOf = (width: BucketWidth): string => {
    const { key, start } = timeBucket(db, sql.ref<Date>("created_at"), width);
    const query = db
      .selectFrom("logs")
      .select(({ fn }) => [start.as("start"), fn.countAll<number>().as("count")])
      .groupBy(key);
    return `-- by the ${width}\n${byClause(query.compile().sql)};\n`;
  };
  const statements = (["minute", "hour", "day", "week"] as const).map(sqlOf);
  await expect(statements.join("\n")).toMatchFileSnapshot(`sql/time-bucket.${engine}.sql`);
});
