import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FastifyReply } from "fastify";

/** The folder is beside the package's manifest, both in the source and in what is published. */
const folder = join(
  dirname(createRequire(import.meta.url).resolve("@handsfree/server/package.json")),
  "pages",
);

/** A file that the server sends to browsers. */
export interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Reads a file of a page. */
export function readPage(name: string): Promise<string> {
  return readFile(join(folder, name), "utf8");
}

/** Reads the files of the sign-in page. @param hasOpenId whether the page offers to sign in at a provider. */
export async function readPages({
  hasOpenId,
}: {
  readonly hasOpenId: boolean;
}): Promise<readonly PageFile[]> {
  const html = await readPage("sign-in.html");
  return [
    {
      path: "/sign-in",
      type: "text/html; charset=utf-8",
      text: hasOpenId ? html.replace(' id="openid" hidden', ' id="openid"') : html,
    },
    {
      path: "/sign-in.js",
      type: "text/javascript; charset=utf-8",
      text: await readPage("sign-in.js"),
    },
    { path: "/sign-in.css", type: "text/css; charset=utf-8", text: await readPage("sign-in.css") },
  ];
}

/** Only the server's own files, and calls of the API. No page may show this one in a frame. */
const policy = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Sets the headers of what a browser shows. @param more directives besides those of every page, or in their place. */
export function protectPage(
  reply: FastifyReply,
  more: Readonly<Record<string, string>> = {},
): void {
  const directives = Object.entries({ ...policy, ...more });
  void reply.headers({
    "content-security-policy": directives.map((directive) => directive.join(" ")).join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  });
}

/** A page that says one thing, and leads to the sign-in page. @param seconds until it does so by itself; undefined for never. */
export function shortPage(text: string, seconds?: number): string {
  const next =
    seconds === undefined ? "" : `<meta http-equiv="refresh" content="${seconds}; url=/sign-in">`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>HandsFree</title>${next}<p>${text}</p><p><a href="/sign-in">Continue</a></p></html>\n`;
}
