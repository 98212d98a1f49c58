import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConsole } from "../src/routes/console/read-console.ts";
import { TestApi } from "./api.ts";

const html = "<!doctype html><title>A console</title>";
const script = `console.log("${"x".repeat(5000)}")`;
const asset = "/assets/index-1a2b3c4d.js";

let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
let api: TestApi;
beforeEach(async () => {
  folder = await temporaryDirectory();
  const write = (name: string, content: string | Buffer) =>
    writeFile(join(folder.path, name), content);
  await mkdir(join(folder.path, "assets"));
  await write("index.html", html);
  await write("pages.json", JSON.stringify(["inbox", "waiting"]));
  await write(asset, script);
  await write(`${asset}.gz`, gzipSync(script));
  await write(`${asset}.br`, brotliCompressSync(script));
  await write("assets/icon-5e6f7a8b.svg", "<svg/>");
  // Neither is a file that browsers ask for.
  await write("assets/index-1a2b3c4d.js.map", "{}");
  await write("secret.txt", "a secret");
  api = await TestApi.start({ console: await readConsole(folder.path) });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const send = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
  api.app.inject({ method, url, headers });

test("the page is at each of its paths, and is asked for again each time", async () => {
  for (const url of ["/", "/waiting", "/inbox", "/inbox/", "/inbox/1/body?state=dead"]) {
    const page = await send(url, { accept: "text/html" });
    expect([url, page.statusCode, page.body]).toEqual([url, 200, html]);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["cache-control"]).toBe("no-cache");
  }
  const { etag = "" } = (await send("/")).headers;
  const again = await send("/inbox", { "if-none-match": `"other", ${etag}` });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
  expect((await send("/", { "if-none-match": '"other"' })).statusCode).toBe(200);
});

test("another path is none of the console, and other routes stay what they are", async () => {
  for (const url of ["/v1/nowhere", "/v1", "/outbox", "/inboxes", "/assets/none.js"]) {
    const response = await send(url, { accept: "text/html" });
    expect([url, response.statusCode, response.json<{ code: string }>().code]).toEqual([
      url,
      404,
      "not_found",
    ]);
  }
  for (const url of ["/secret.txt", "/pages.json", `${asset}.map`, `${asset}.br`, "/index.html"]) {
    expect([url, (await send(url)).statusCode]).toEqual([url, 404]);
  }
  for (const url of ["/docs", "/problems", "/health", "/sign-in"]) {
    const response = await send(url);
    expect([url, response.statusCode, response.body === html]).toEqual([url, 200, false]);
  }
});

test("a path that climbs out of the folder is not found", async () => {
  for (const url of [
    "/assets/../secret.txt",
    "/assets/..%2F../secret.txt",
    "/assets/%2e%2e/secret.txt",
    "/assets/..%5C../secret.txt",
  ]) {
    const response = await send(url);
    expect([url, response.statusCode]).toEqual([url, 404]);
    expect(response.body).not.toContain("a secret");
  }
});

describe("an asset", () => {
  test("is kept by browsers for good, since its name changes with its content", async () => {
    const response = await send(asset);
    expect(response.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
    const icon = await send("/assets/icon-5e6f7a8b.svg");
    expect(icon.headers["content-type"]).toBe("image/svg+xml");
  });

  test("is sent in the smallest form that the caller takes", async () => {
    const forms = {
      "gzip, deflate, br": "br",
      "br;q=0, gzip": "gzip",
      "gzip;q=0.5": "gzip",
      "gzip;q=0": undefined,
      identity: undefined,
      brotli: undefined,
    };
    for (const [accepted, coding] of Object.entries(forms)) {
      const response = await send(asset, { "accept-encoding": accepted });
      expect([accepted, response.headers["content-encoding"]]).toEqual([accepted, coding]);
      expect(response.headers["vary"]).toBe("accept-encoding");
      expect(response.body === script).toBe(coding === undefined);
    }
  });
});

test("HEAD answers as GET, and other methods are refused with those that are there", async () => {
  for (const url of ["/", "/inbox/1", asset]) {
    const [get, head] = [await send(url), await send(url, {}, "HEAD")];
    expect([url, head.statusCode, head.body]).toEqual([url, 200, ""]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    const post = await api.app.inject({ method: "POST", url });
    expect([url, post.statusCode, post.headers["allow"]]).toEqual([url, 405, "GET, HEAD, OPTIONS"]);
  }
});

test("the page may load from this server alone, and runs no text as a script", async () => {
  const { headers } = await send("/");
  const policy = String(headers["content-security-policy"]).split("; ").toSorted();
  expect(policy).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
  ]);
  expect(headers).toMatchObject({
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": expect.stringContaining("microphone=(self)") as string,
  });
});

test("a link of another site may open a page, and may not load its parts", async () => {
  const foreign = { "sec-fetch-site": "cross-site" };
  const followed = { ...foreign, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  expect((await send("/inbox/1", followed)).statusCode).toBe(200);
  const framed = { ...foreign, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" };
  expect((await send("/inbox/1", framed)).statusCode).toBe(403);
  const loaded = { ...foreign, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" };
  expect((await send(asset, loaded)).statusCode).toBe(403);
});

test("a server without a console says how to build it", async () => {
  await using empty = await temporaryDirectory();
  expect(await readConsole(empty.path)).toBeUndefined();
  await using plain = await TestApi.start();
  const response = await plain.app.inject({ method: "GET", url: "/" });
  expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(response.body).toContain("pnpm --filter @handsfree/console build");
});
