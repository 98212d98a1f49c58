import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describeRoutes, type WireType } from "./describe-routes.ts";

/**
 * Writes src/routes.ts, the types of all routes, from the server's openapi.json, which is made from the schemas that
 * validate requests. Answers are the types of `@handsfree/wire`. With --check it only compares, and fails where they
 * differ.
 */
const openapi = new URL("../../../apps/server/openapi.json", import.meta.url);
const file = new URL("../src/routes.ts", import.meta.url);
const formatter = new URL("../../../node_modules/.bin/oxfmt", import.meta.url);

/** The types of wire, by the names of their schemas in openapi.json. */
async function wireTypes(): Promise<Map<string, WireType>> {
  const types = new Map<string, WireType>();
  const folder = new URL("../../wire/src/", import.meta.url);
  const entries = globSync("entries/*.ts", { cwd: folder }).toSorted();
  for (const entry of ["index.ts", ...entries]) {
    const path = entry === "index.ts" ? "" : `/${basename(entry, ".ts")}`;
    const module = `@handsfree/wire${path}`;
    const text = await exportedText(new URL(entry, folder));
    for (const [name, value] of Object.entries((await import(module)) as object)) {
      const id = (value as { readonly $id?: string } | null)?.$id;
      const type = name.replace(/Schema$/, "Json");
      // Some small answers have a schema and no type of their own.
      if (id !== undefined && new RegExp(`\\b(?:type|interface) ${type}\\b`).test(text)) {
        types.set(id, { name: type, module });
      }
    }
  }
  return types;
}

/** The text of the modules that an entry exports everything from. */
async function exportedText(entry: URL): Promise<string> {
  const text = await readFile(entry, "utf8");
  const modules = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => path);
  const texts = await Promise.all(modules.map((path) => readFile(new URL(path, entry), "utf8")));
  return texts.join("\n");
}

const description = JSON.parse(await readFile(openapi, "utf8")) as never;
const described = execFileSync(fileURLToPath(formatter), ["--stdin-filepath=routes.ts"], {
  input: describeRoutes(description, await wireTypes()),
  encoding: "utf8",
});
if (!process.argv.includes("--check")) {
  await writeFile(file, described);
} else if ((await readFile(file, "utf8").catch(() => "")) !== described) {
  process.stderr.write("packages/client/src/routes.ts differs from openapi.json; run pnpm api\n");
  process.exitCode = 1;
}
