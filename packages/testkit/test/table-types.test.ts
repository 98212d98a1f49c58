import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { schemaManifestFiles } from "@handsfree/migrations";
import { type ColumnDescription, readManifest, type SchemaManifest } from "@handsfree/migrator";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../src/index.ts";
import { formatTableTypes } from "../src/schema/table-types.ts";

const run = promisify(execFile);
const schemaPackage = resolve(import.meta.dirname, "../../schema");
const manifests = {
  duckdb: await readManifest(schemaManifestFiles.duckdb, "duckdb"),
  postgres: await readManifest(schemaManifestFiles.postgres, "postgres"),
};

/** The manifest as it would be if migrations made the one column otherwise. */
function withColumn(
  { migrations, schema }: SchemaManifest,
  table: string,
  column: string,
  change: Partial<ColumnDescription> | undefined,
): SchemaManifest {
  const tables = schema.tables.map((made) =>
    made.name === table
      ? {
          ...made,
          columns: made.columns.flatMap((own) => {
            if (own.name !== column) return [own];
            return change === undefined ? [] : [{ ...own, ...change }];
          }),
        }
      : made,
  );
  return { migrations, schema: { ...schema, tables } };
}

function onBoth(change: (manifest: SchemaManifest) => SchemaManifest): typeof manifests {
  return { duckdb: change(manifests.duckdb), postgres: change(manifests.postgres) };
}

test("the types compile against what the migrations make, and against nothing else", async () => {
  await using directory = await temporaryDirectory();
  const cases: Record<string, [typeof manifests, string | undefined]> = {
    same: [manifests, undefined],
    "another-type": [
      onBoth((made) => withColumn(made, "commands", "intent_confidence", { type: "text" })),
      '"the type is another one than the column\'s"; column: string',
    ],
    "now-null": [
      onBoth((made) => withColumn(made, "commands", "status", { nullable: true })),
      '"the column can be null, the type cannot"',
    ],
    "no-longer-null": [
      onBoth((made) => withColumn(made, "commands", "transcript", { nullable: false })),
      '"the type can be null, the column cannot"',
    ],
    "no-default": [
      onBoth((made) => withColumn(made, "repo_policies", "allow_merge", { default: null })),
      '"the type can be left out of an insert, the column cannot"',
    ],
    "column-gone": [
      onBoth((made) => withColumn(made, "commands", "entities", undefined)),
      '"the types have what the migrations do not make"; names: "entities"',
    ],
    "column-new": [
      onBoth((made) => withColumn(made, "commands", "entities", { name: "things" })),
      '"the types have what the migrations do not make"; names: "entities"',
    ],
    "table-new": [
      onBoth(({ migrations, schema }) => ({
        migrations,
        schema: {
          ...schema,
          tables: [...schema.tables, { name: "extra", columns: [], constraints: [], indexes: [] }],
        },
      })),
      '"the migrations make what the types do not have"; names: "extra"',
    ],
  };
  for (const [name, [made]] of Object.entries(cases)) {
    const text = formatTableTypes(made).replace(
      '"./expect.ts"',
      `"${schemaPackage}/test/expect.ts"`,
    );
    await writeFile(join(directory.path, `${name}.ts`), text);
  }
  await writeFile(
    join(directory.path, "tsconfig.json"),
    JSON.stringify({
      extends: join(schemaPackage, "tsconfig.json"),
      compilerOptions: { types: [], isolatedDeclarations: false, declaration: false },
      include: [join(directory.path, "*.ts")],
    }),
  );
  const output = await run(resolve("node_modules/.bin/tsc"), ["--pretty", "false"], {
    cwd: directory.path,
  }).then(
    () => "",
    (error: { stdout: string }) => error.stdout,
  );
  const wrong = Object.entries(cases).flatMap(([name, [, message]]) => {
    const lines = output.split("\n").filter((line) => line.startsWith(`${name}.ts`));
    const text = lines.join("\n");
    const isRight = message === undefined ? text === "" : text.includes(message);
    return isRight ? [] : [{ name, text }];
  });
  expect(wrong).toEqual([]);
});

test("what is written is what the committed manifests say", async () => {
  expect(await readFile(join(schemaPackage, "test/table-types.ts"), "utf8")).toBe(
    formatTableTypes(manifests),
  );
});

test("engines whose tables are not alike, and types that nobody has named, are told", () => {
  const nullable = withColumn(manifests.postgres, "commands", "status", { nullable: true });
  expect(() => formatTableTypes({ ...manifests, postgres: nullable })).toThrow(
    'the tables differ between the engines:\nDuckDB: Expect<IsColumn<"commands", "status", string, "required">>,\n' +
      'PostgreSQL: Expect<IsColumn<"commands", "status", string | null, "optional">>,',
  );
  expect(() =>
    formatTableTypes(onBoth((made) => withColumn(made, "commands", "status", { type: "inet" }))),
  ).toThrow("commands.status is inet, which has no TypeScript type here yet");
});
