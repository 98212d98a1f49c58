import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { schemaManifestFiles } from "@handsfree/migrations";
import {
  compareSchemas,
  describeDifference,
  formatManifest,
  readManifest,
} from "@handsfree/migrator";
import { makeManifests, type Manifests } from "./make-manifests.ts";
import { formatTableTypes } from "./table-types.ts";

/**
 * Writes the manifest of each engine beside the migrations, and a file that checks the table types against them.
 * With --check it only compares, and fails if a file differs.
 */
const manifests = await makeManifests();
const tableTypes = fileURLToPath(new URL("../../../schema/test/table-types.ts", import.meta.url));
const files = {
  [schemaManifestFiles.duckdb]: formatManifest(manifests.duckdb),
  [schemaManifestFiles.postgres]: formatManifest(manifests.postgres),
  [tableTypes]: formatTableTypes(manifests),
};

for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    process.stderr.write(`${file} differs from the schema of the migrations; run pnpm schema\n`);
    process.exitCode = 1;
  }
}
if (process.exitCode === 1) await tellDifferences(manifests);

async function tellDifferences(made: Manifests): Promise<void> {
  for (const engine of ["duckdb", "postgres"] as const) {
    const committed = await readManifest(schemaManifestFiles[engine], engine).catch(
      () => undefined,
    );
    if (committed === undefined) continue;
    for (const difference of compareSchemas(made[engine].schema, committed.schema)) {
      process.stderr.write(`${engine}: ${describeDifference(difference)}\n`);
    }
  }
}
