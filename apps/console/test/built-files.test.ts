import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const read = (name: string): string => readFileSync(dist + name, "utf8");

test("the page has no script and no style of its own, and nothing of another host", () => {
  const html = read("/index.html");
  expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|style=| on\w+=/);
  expect(html).not.toMatch(/(?:src|href)="(?!\/assets\/)/);
});

test("the list of pages has the folders of the source", () => {
  expect(JSON.parse(read("/pages.json"))).toContain("waiting");
});
