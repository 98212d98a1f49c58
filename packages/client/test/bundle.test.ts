import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

/** In bytes, minified and compressed. A larger client must be worth a change of this number. */
const mostBytes = 6_200;

test("the bundle for browsers is small, and holds nothing but the client", async () => {
  const input = fileURLToPath(new URL("../src/index.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const [chunk, ...others] = output;
  expect(others).toEqual([]);
  expect(chunk.imports).toEqual([]);
  const foreign = chunk.moduleIds.filter((id) => !id.includes("packages/client/src/"));
  expect(foreign).toEqual([]);
  // Safari knows neither.
  expect(chunk.code).not.toMatch(/\busing\b|Symbol\.dispose|Symbol\.asyncDispose/);
  expect(gzipSync(chunk.code, { level: 9 }).length).toBeLessThan(mostBytes);
});
