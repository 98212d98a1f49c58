import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checksumOf, createMigration, readMigrations } from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-migrations-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("every file that ends in .sql is read, as it is, and nothing else", async () => {
  const contents = { "002_b.sql": "\uFEFFSELECT 2\r\n", "001_a.sql": "SELECT 1", "x.sql": "" };
  for (const [file, text] of Object.entries({ ...contents, "README.md": "no" }))
    await writeFile(join(directory, file), text);
  expect(await readMigrations(directory)).toEqual(
    ["001_a.sql", "002_b.sql", "x.sql"].map((file) => ({
      file,
      sql: contents[file as keyof typeof contents],
    })),
  );
});

test("files of the folder adopt are read as well, and of no other folder", async () => {
  await writeFile(join(directory, "001_a.sql"), "SELECT 1");
  for (const folder of ["adopt", "old"]) {
    await mkdir(join(directory, folder));
    await writeFile(join(directory, folder, "b.duckdb.sql"), "SELECT 2");
    await writeFile(join(directory, folder, "README.md"), "no");
  }
  expect((await readMigrations(directory)).map(({ file }) => file)).toEqual([
    "001_a.sql",
    "adopt/b.duckdb.sql",
  ]);
});

test("a folder that cannot be read is named", async () => {
  await expect(readMigrations(join(directory, "nowhere"))).rejects.toMatchObject({
    code: "migration_files_invalid",
    message: expect.stringMatching(/nowhere cannot be read \(ENOENT\)/) as string,
  });
});

test("the checksum is that of the text with line feeds and no byte-order mark, in UTF-8", () => {
  // printf 'SELECT 1;\n-- é\n' | sha256sum
  const expected = "50b1c32a801701c7063f1d5a27c63f8c8cc20f6246b413a37ef77848bd767997";
  expect(checksumOf("SELECT 1;\n-- é\n")).toBe(expected);
});

test("no checkout changes a checksum, and every other change does", () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n\uFEFF]/g, ""));
  fc.assert(
    fc.property(
      fc.array(line),
      fc.constantFrom("\r\n", "\r", "\n"),
      fc.boolean(),
      (lines, end, mark) => {
        const checkout = `${mark ? "\uFEFF" : ""}${lines.join(end)}`;
        expect(checksumOf(checkout)).toBe(checksumOf(lines.join("\n")));
        expect(checksumOf(`${checkout} `)).not.toBe(checksumOf(checkout));
      },
    ),
  );
});

test("a new file has the next number, and no file is written over", async () => {
  const first = await createMigration(join(directory, "made"), "Create  the-users");
  expect(first).toEqual([join(directory, "made", "001_create_the_users.sql")]);
  await writeFile(join(directory, "made", "0099_later.sql"), "SELECT 1");
  await createMigration(join(directory, "made"), "both", { variants: true });
  expect(await readdir(join(directory, "made"))).toEqual([
    "001_create_the_users.sql",
    "0099_later.sql",
    "100_both.duckdb.sql",
    "100_both.postgres.sql",
  ]);
});

test.for(["", " - ", "../x", "a.b", "naïve", "x\u0000"])("%j is no name", async (name) => {
  await expect(createMigration(directory, name)).rejects.toMatchObject({
    code: "invalid_input",
    field: "name",
  });
  expect(await readdir(directory)).toEqual([]);
});
