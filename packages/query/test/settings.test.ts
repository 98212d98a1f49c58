import { sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

async function setting(db: Awaited<ReturnType<typeof openDatabase>>, name: string) {
  const query = sql<{ value: unknown }>`select current_setting(${name}) as value`;
  return (await query.execute(db)).rows[0]?.value;
}

test("the defaults are those that the documents name", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  expect(await setting(db, "threads")).toBe(1);
  expect(await setting(db, "checkpoint_threshold")).toBe("32.0 MiB");
});

test("threads, memory and the log can be set", async () => {
  const mebibyte = 1024 * 1024;
  await using db = await openDatabase({
    path: ":memory:",
    duckdb: { threads: 2, memoryLimit: 100 * mebibyte, checkpointThreshold: 64 * mebibyte },
  });
  expect(await setting(db, "threads")).toBe(2);
  expect(await setting(db, "memory_limit")).toBe("100.0 MiB");
  expect(await setting(db, "checkpoint_threshold")).toBe("64.0 MiB");
});

test.for([{ threads: 0 }, { threads: 1.5 }, { memoryLimit: 1000 }, { checkpointThreshold: -1 }])(
  "%o is refused, and named",
  async (duckdb) => {
    const [name] = Object.keys(duckdb);
    await expect(openDatabase({ path: ":memory:", duckdb })).rejects.toMatchObject({
      code: "invalid_input",
      field: `duckdb.${name}`,
    });
  },
);
