import { readFile } from "node:fs/promises";
import { schemaManifestFiles } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { temporaryPostgres } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { handsfree, jsonOutput } from "./handsfree.ts";

test("the live schema is what the manifest has, until somebody changes it", async () => {
  await using database = await temporaryPostgres();
  const manifest = JSON.parse(await readFile(schemaManifestFiles.postgres, "utf8")) as object;
  const env = { DATABASE_URL: database.url };
  expect(await jsonOutput(["migrate", "schema"], { env })).toEqual(
    (manifest as { schema: object }).schema,
  );

  const verify = ["migrate", "verify", "--drift"];
  expect(await jsonOutput(verify, { env })).toMatchObject({ ok: true, drift: [] });
  {
    await using db = await openDatabase({ url: database.url });
    await sql`alter table users alter email set not null`.execute(db);
  }
  expect(await handsfree(verify, { env })).toMatchObject({
    code: 6,
    stdout: expect.stringMatching(
      /\ndrift: column users\.email should be text; it is text not null\n$/,
    ) as string,
    stderr: "",
  });
});
