import { readFile, writeFile } from "node:fs/promises";
import { openDatabase } from "@handsfree/query";
import { systemContext } from "@handsfree/repositories";
import { buildApp } from "../app.ts";

/**
 * Writes openapi.json from the routes; with --check it only compares, and fails where they differ. With --release it also
 * writes the copy with which later changes are compared.
 */
const file = new URL("../../openapi.json", import.meta.url);

await using db = await openDatabase({ path: ":memory:" });
const app = await buildApp({ db, context: systemContext, migrations: [] });
await app.ready();
const described = `${JSON.stringify(app.swagger(), null, 2)}\n`;
await app.close();

if (!process.argv.includes("--check")) {
  await writeFile(file, described);
  if (process.argv.includes("--release")) {
    await writeFile(new URL("../../openapi.released.json", import.meta.url), described);
  }
} else if ((await readFile(file, "utf8").catch(() => "")) !== described) {
  process.stderr.write("openapi.json differs from the routes; run pnpm api\n");
  process.exitCode = 1;
}
