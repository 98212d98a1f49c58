import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonUser as userId,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import {
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";

test("the rows of a Python database are sealed unchanged, to the microsecond", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "python.db");
  await createPythonDatabase(path);
  {
    await using python = await openDatabase({ path });
    await sql`update action_logs set created_at = created_at + interval '123456 microseconds'`.execute(
      python,
    );
  }
  await using db = await openTestDatabase(path);
  const clock = new TestClock();
  await recordActionLog(db, { userId, actionType: "merge_pr", ok: true }, clock);
  clock.advance(60_000);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ seals: 1, rows: 3, late: 0 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 3, unsealed: 0 });

  const rows = await db.selectFrom("action_logs").select("id").orderBy("created_at").execute();
  const [first, second] = rows.map(({ id }) => id);
  if (first === undefined || second === undefined) throw new Error("no rows");
  await sql`update action_logs set created_at = created_at + interval '1 microsecond' where id = ${first}`.execute(
    db,
  );
  expect(await verifyAuditTrail(db)).toMatchObject({
    findings: [{ kind: "edited_row", logId: first, entry: 1 }],
  });
  await sql`update action_logs set created_at = created_at - interval '1 microsecond' where id = ${first}`.execute(
    db,
  );

  await removeLogContents(db, { ids: [first, second] }, { anonymize: true }, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true });
  expect(await pruneAuditTrail(db, { before: clock.now() }, clock)).toEqual({
    seals: 1,
    rows: 3,
    broken: [],
  });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, entries: 3, rows: 0 });
});
