import { readFile } from "node:fs/promises";
import { schemaManifestFiles } from "@handsfree/migrations";
import { openDatabase } from "@handsfree/query";
import { temporaryPostgres } from "@handsfree/testkit";
import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { showDrift } from "../src/migrate/drift.ts";
import { jsonOutput } from "./handsfree.ts";

afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("the live schema is what the manifest has, until somebody changes it", async () => {
  await using database = await temporaryPostgres();
  const manifest = JSON.parse(await readFile(schemaManifestFiles.postgres, "utf8")) as object;
  const env = { DATABASE_URL: database.url };
  expect(await jsonOutput(["migrate", "schema"], { env })).toEqual(
    (manifest as { schema: object }).schema,
  );

  vi.stubEnv("DATABASE_URL", database.url);
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, done) => {
    printed.push(String(chunk));
    (done as unknown as () => void)();
    return true;
  });
  await showDrift({});
  expect(process.exitCode).toBeUndefined();
  {
    await using db = await openDatabase({ url: database.url });
    await sql`alter table users alter email set not null`.execute(db);
  }
  await showDrift({});
  expect(process.exitCode).toBe(5);
  expect(printed).toEqual([
    "the schema is what the migrations make\n",
    "column users.email should be text; it is text not null\n",
  ]);
});
