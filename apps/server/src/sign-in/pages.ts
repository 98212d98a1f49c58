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

/** What each page of the sign-in begins with, in place of its plain heading: the sign of the product beside its name. */
const heading = `<h1>
<svg aria-hidden="true" viewBox="0 0 32 32" class="mark">
<rect height="32" rx="8" width="32" />
<path d="M9 16.5l5 5 9.5-11" />
</svg>
HandsFree
</h1>`;

/** Reads the files of the sign-in page. @param hasOpenId whether the page offers to sign in at a provider. */
export async function readPages({
  hasOpenId,
}: {
  readonly hasOpenId: boolean;
}): Promise<readonly PageFile[]> {
  const html = (await readPage("sign-in.html")).replace("<h1>HandsFree</h1>", heading);
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

/** A page that says that a person could not be signed in, and leads back. @param text why, and the way out. */
export function refusalPage(text: string): string {
  return shortPage(`<p class="bad" role="alert">${text}</p>`, "Back to the sign-in");
}

/** A page that leads on at once. */
export function signedInPage(): string {
  return shortPage(
    "<p>You are signed in.</p>",
    "Continue",
    '<meta http-equiv="refresh" content="0; url=/sign-in">',
  );
}

function shortPage(content: string, link: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · HandsFree</title>
<link rel="stylesheet" href="/sign-in.css">
${head}
<main>
${heading}
${content}
<p><a class="button main" href="/sign-in">${link}</a></p>
</main>
</html>
`;
}
