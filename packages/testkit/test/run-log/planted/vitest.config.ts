import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A run in which a server logs a secret. `search.test.ts` starts it. */
export default defineConfig({
  root: here("."),
  test: {
    include: ["leaking-server.ts"],
    globalSetup: here("../../../src/run-log/global-setup.ts"),
  },
});
