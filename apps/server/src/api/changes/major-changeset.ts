import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Whether a changeset of the folder gives the package a new major version. */
export async function hasMajorChangeset(folder: string, name: string): Promise<boolean> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.some((text) => {
    const [, head = ""] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
    return head.split(/\r?\n/).some((line) => {
      const [, named, bump] =
        /^\s*["']?([^"':]+(?:\/[^"':]+)?)["']?\s*:\s*(\w+)\s*$/.exec(line) ?? [];
      return named === name && bump === "major";
    });
  });
}
