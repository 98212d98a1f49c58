import { fileURLToPath } from "node:url";

/**
 * The absolute path of the folder with the numbered SQL files that make the HandsFree schema. Pass it to
 * `readMigrations` of `@handsfree/migrator`.
 */
export const migrationsDirectory: string = fileURLToPath(new URL("..", import.meta.url));

/**
 * The absolute paths of the manifests, which describe the schema that the migrations make on each engine. Pass
 * them to `readManifest` of `@handsfree/migrator`.
 */
export const schemaManifestFiles: { readonly duckdb: string; readonly postgres: string } = {
  duckdb: fileURLToPath(new URL("../schema.duckdb.json", import.meta.url)),
  postgres: fileURLToPath(new URL("../schema.postgres.json", import.meta.url)),
};
