import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";

/** A file of the console, as it was built and compressed. */
export interface ConsoleFile {
  /** Where a browser asks for it, for example `/assets/index-1a2b3c4d.js`. */
  readonly path: string;
  readonly type: string;
  /** Changes with the content. */
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly br: Buffer | undefined;
}

/** The console, as it was built. All of it is in memory: less than two megabytes. */
export interface BuiltConsole {
  /** What all of its pages begin with. */
  readonly page: ConsoleFile;
  /** The first segments of the paths of its pages, for example `inbox`. */
  readonly segments: readonly string[];
  /** The other files. */
  readonly files: readonly ConsoleFile[];
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** In this package once it is built. Before, in the package of the console, which does not come with this one. */
function folderOf(url: string): string {
  const manifestOf = (name: string) => createRequire(url).resolve(`${name}/package.json`);
  return url.endsWith(".ts")
    ? join(dirname(manifestOf("@handsfree/console")), "dist")
    : join(dirname(manifestOf("@handsfree/server")), "dist/console");
}

/** Reads the console. @returns undefined if it is not built. */
export async function readConsole(
  folder: string = folderOf(import.meta.url),
): Promise<BuiltConsole | undefined> {
  if (!existsSync(join(folder, "pages.json"))) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  const files = await Promise.all(names.map((name) => readConsoleFile(folder, name)));
  const page = files.find(({ path }) => path === "/index.html");
  if (page === undefined)
    throw new TypeError(`${folder} has no index.html; build the console anew`);
  const segments = JSON.parse(await readFile(join(folder, "pages.json"), "utf8")) as string[];
  return { page, segments, files: files.filter((file) => file !== page) };
}

async function readConsoleFile(folder: string, name: string): Promise<ConsoleFile> {
  const path = join(folder, name);
  const compressed = (form: "br" | "gz") =>
    existsSync(`${path}.${form}`) ? readFile(`${path}.${form}`) : undefined;
  const [plain, gzip, br] = await Promise.all([readFile(path), compressed("gz"), compressed("br")]);
  const digest = createHash("sha256").update(plain).digest("base64url").slice(0, 22);
  return {
    path: name.replaceAll("\\", "/"),
    type: types[extname(name)] ?? "application/octet-stream",
    // Weak, since the compressed forms have the same one.
    etag: `W/"${digest}"`,
    plain,
    gzip,
    br,
  };
}
