import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import manifest from "../../../package.json" with { type: "json" };
import type { Document } from "../document.ts";
import { breakingChanges } from "./breaking-changes.ts";
import { hasMajorChangeset } from "./major-changeset.ts";

/**
 * Compares openapi.json with the description of the last release, and fails on a change that breaks clients, unless a
 * changeset gives the server a new major version.
 */
const read = async (name: string): Promise<Document> =>
  JSON.parse(await readFile(new URL(`../../../${name}`, import.meta.url), "utf8")) as Document;

const changes = breakingChanges(await read("openapi.released.json"), await read("openapi.json"));
const changesets = fileURLToPath(new URL("../../../../../.changeset", import.meta.url));
const isMajor = await hasMajorChangeset(changesets, manifest.name);
if (changes.length > 0) {
  const list = changes.map((change) => `  ${change}\n`).join("");
  process.stderr.write(
    isMajor
      ? `openapi.json breaks clients of the last release, as a changeset with major says:\n${list}`
      : `v1 only adds, but openapi.json breaks clients of the last release:\n${list}Keep what was there, or add a changeset that says major for ${manifest.name}\n`,
  );
  if (!isMajor) process.exitCode = 1;
}
