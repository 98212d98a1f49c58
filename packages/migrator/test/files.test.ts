import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checksumOf } from "../src/files/checksum.ts";
import { createMigration, readLintConfig, readMigrations } from "../src/index.ts";

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

test.for([
  ["Latin-1", [...Buffer.from("SELECT 1;\nINSERT 'M\u00fcller'", "latin1")], 19, 2, "fc"],
  ["Latin-1 at the end", [0x2d, 0x2d, 0xe9], 2, 1, "e9"],
  ["a character cut in half", [0x61, 0x0d, 0x0a, 0xf0, 0x9f, 0xa6], 3, 2, "f0"],
  ["a character that goes on wrong", [0xe2, 0x82, 0x41], 0, 1, "e2"],
  ["an overlong form", [0x41, 0xc0, 0x80], 1, 1, "c0"],
  ["a surrogate", [0x41, 0xed, 0xa0, 0x80], 1, 1, "ed"],
] as const)(
  "%s is not decoded: file, offset and line are named",
  async ([, bytes, offset, line, byte]) => {
    await writeFile(join(directory, "001_a.sql"), "SELECT 'é\uFFFD'");
    expect(await readMigrations(directory)).toEqual([
      { file: "001_a.sql", sql: "SELECT 'é\uFFFD'" },
    ]);
    await writeFile(join(directory, "002_b.sql"), Uint8Array.from(bytes));
    await expect(readMigrations(directory)).rejects.toMatchObject({
      code: "migration_files_invalid",
      message: expect.stringContaining(
        `002_b.sql is not UTF-8 text: byte 0x${byte} at offset ${offset}, line ${line}; save it as UTF-8`,
      ) as string,
    });
  },
);

test("text in UTF-16 is named as such, and every file that is no text at once", async () => {
  await writeFile(join(directory, "001_a.sql"), Buffer.from("\uFEFFSELECT 1", "utf16le"));
  await writeFile(join(directory, "002_b.sql"), Buffer.from("\uFEFFSELECT 1", "utf16le").swap16());
  await writeFile(join(directory, "003_c.sql"), Uint8Array.of(0xff));
  await mkdir(join(directory, "004_d.sql"));
  await symlink("nowhere", join(directory, "005_e.sql"));
  const { message } = (await readMigrations(directory).catch((error: unknown) => error)) as Error;
  expect(message).toBe(
    `in ${directory}: 001_a.sql is UTF-16 (little-endian) text; save it as UTF-8; 002_b.sql is UTF-16 (big-endian) text; save it as UTF-8; 003_c.sql is not UTF-8 text: byte 0xff at offset 0, line 1; save it as UTF-8; 004_d.sql is a folder; move it away, or give it another name; 005_e.sql cannot be read (ENOENT: a link to a missing file)`,
  );
});

test("lint.json is not decoded from other bytes either", async () => {
  await writeFile(
    join(directory, "lint.json"),
    Buffer.from('{"allow": [{"because": "Müller"}]}', "latin1"),
  );
  await expect(readLintConfig(directory)).rejects.toThrow(
    "lint.json is not UTF-8 text: byte 0xfc at offset 25, line 1",
  );
  await writeFile(join(directory, "lint.json"), '\uFEFF{"allow": []}');
  expect(await readLintConfig(directory)).toEqual([]);
});

test("what an editor leaves is not read, and what a person meant is", async () => {
  await writeFile(join(directory, "001_a.sql"), "SELECT 1");
  for (const leftover of [
    ".001_a.sql.swp",
    ".#new.sql",
    "._001_a.sql",
    "#001_a.sql#",
    "001_a.sql~",
    "001_a.sql.~1~",
    "001_a.sql.orig",
    "001_a.sql.bak",
    "notes.txt",
    "lint.json",
  ])
    await writeFile(join(directory, leftover), "no");
  await symlink("ada@host.4711:1764370000", join(directory, ".#001_a.sql"));
  const meant = ["002_b.SQL", "003_c.sql.txt", " 004_d.sql", "005_e.psql", "6_f.Sql "];
  expect(await readMigrations(directory)).toHaveLength(1);
  for (const name of meant) await writeFile(join(directory, name), "SELECT 1");
  const read = await readMigrations(directory);
  expect(read.map(({ file }) => file)).toEqual(["001_a.sql", ...meant].toSorted());
  expect(await createMigration(directory, "next")).toEqual([join(directory, "007_next.sql")]);
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
