import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const read = (name: string): string => readFileSync(dist + name, "utf8");

test("the page has no script and no style of its own, and nothing of another host", () => {
  const html = read("/index.html");
  expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|style=| on\w+=/);
  const links = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    expect(link).toMatch(/^\/(?:assets|icons)\/|^\/manifest\.webmanifest$/);
    expect(existsSync(dist + link)).toBe(true);
  }
});

test("the list of pages has the folders of the source", () => {
  expect(JSON.parse(read("/pages.json"))).toContain("waiting");
});

test("the service worker is one small classic script", () => {
  const script = read("/sw.js");
  expect(script).not.toMatch(/\bimport\s*[("'{]|\bexport\b|importScripts/);
  expect(gzipSync(script).length).toBeLessThan(12_000);
});
