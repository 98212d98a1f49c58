import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../../", import.meta.url).pathname;
const documents: { readonly path: string; readonly text: string }[] = [];
for await (const path of glob("{*.md,*/*.md,{packages,apps}/*/*.md}", { cwd: root })) {
  documents.push({ path, text: await readFile(join(root, path), "utf8") });
}

/** The anchor that GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

test.for(documents)("$path links to files and sections that are there", ({ path, text }) => {
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      const linked = documents.find((document) => document.path === target);
      return anchor !== undefined && !anchorsOf(linked?.text ?? "").includes(anchor);
    });
  expect(broken).toEqual([]);
});

/** The rows of the tables that end with "shown by", without their heads. */
const shownRows = (text: string): string[][] =>
  text
    .split(/\n(?!\|)/)
    .map((block) => block.split("\n").filter((line) => line.startsWith("|")))
    .filter(([head]) => /\| shown by +\|$/.test(head ?? ""))
    .flatMap(([, , ...rows]) => rows)
    .map((row) => row.split("|").map((cell) => cell.trim()));

test.for(["packages/migrator/README.md", "docs/comparison.md"])(
  "each row of %s names a test, or says that ours has nothing",
  (path) => {
    const rows = shownRows(documents.find((document) => document.path === path)?.text ?? "");
    expect(rows.length).toBeGreaterThan(10);
    const unshown = rows.filter(
      ([, , ours, ...others]) =>
        /\]\([^)]*\.test\.ts\)/.test(others.at(-2) ?? "") === (ours === "–"),
    );
    expect(unshown).toEqual([]);
  },
);
