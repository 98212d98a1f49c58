import { readFile, writeFile } from "node:fs/promises";
import { openDatabase } from "@handsfree/query";
import { systemContext } from "@handsfree/repositories";
import { buildApp } from "../app.ts";

/** Writes openapi.json from the routes; with --check it only compares, and fails where they differ. */
const file = new URL("../../openapi.json", import.meta.url);

await using db = await openDatabase({ path: ":memory:" });
const app = await buildApp({ db, context: systemContext, migrations: [] });
await app.ready();
const described = `${JSON.stringify(app.swagger(), null, 2)}\n`;
await app.close();

if (!process.argv.includes("--check")) {
  await writeFile(file, described);
} else if ((await readFile(file, "utf8").catch(() => "")) !== described) {
  process.stderr.write("openapi.json differs from the routes; run pnpm api\n");
  process.exitCode = 1;
}
