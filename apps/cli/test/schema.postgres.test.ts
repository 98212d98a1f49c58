import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { schemaManifestFiles } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { temporaryDirectory, temporaryPostgres } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

test("the live schema is what the manifest has, until somebody changes it", async () => {
  await using database = await temporaryPostgres();
  const text = await readFile(schemaManifestFiles.postgres, "utf8");
  const manifest = JSON.parse(text) as object;
  const env = { DATABASE_URL: database.url };
  expect(await jsonOutput(["migrate", "schema"], { env })).toEqual(
    (manifest as { schema: object }).schema,
  );

  expect(await output(["migrate", "schema", "--manifest"], { env })).toBe(text);

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

test("drift of migrations in any folder is found once they have a manifest", async () => {
  await using database = await temporaryPostgres({ migrated: false });
  await using directory = await temporaryDirectory();
  const env = { DATABASE_URL: database.url };
  const own = ["--directory", directory.path];
  await writeFile(join(directory.path, "001_first.sql"), "CREATE TABLE first (x INT)");
  await output(["migrate", "up", ...own], { env });
  const verify = ["migrate", "verify", "--drift", ...own];
  expect(await handsfree(verify, { env })).toEqual(
    failure(6, /schema\.postgres\.json cannot be read \(ENOENT\); .*--manifest/),
  );
  const manifest = await output(["migrate", "schema", "--manifest"], { env });
  await writeFile(join(directory.path, "schema.postgres.json"), manifest);
  expect(await jsonOutput(verify, { env })).toMatchObject({ ok: true, drift: [] });
});
