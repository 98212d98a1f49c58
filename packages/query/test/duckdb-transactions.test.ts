import { expect, test } from "vitest";
import { openCounter } from "./counter.ts";

test("200 concurrent transactions on one row neither conflict nor lose an update", async () => {
  await using db = await openCounter();
  await Promise.all(
    Array.from({ length: 200 }, () =>
      db.transaction().execute(async (trx) => {
        const { n } = await trx.selectFrom("counter").select("n").executeTakeFirstOrThrow();
        await trx
          .updateTable("counter")
          .set({ n: n + 1 })
          .execute();
      }),
    ),
  );
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 200 });
});

test("an isolation level that DuckDB does not have is refused", async () => {
  await using db = await openCounter();
  const transaction = db
    .transaction()
    .setIsolationLevel("serializable")
    .execute(async () => undefined);
  await expect(transaction).rejects.toThrow(/snapshot isolation only/);
});
