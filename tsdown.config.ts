import { defineConfig } from "tsdown";

/** One shape for every published package: ESM with declarations, from src/index.ts to dist. */
export default defineConfig({
  entry: "src/index.ts",
  platform: "node",
  target: "node24",
  dts: { oxc: true },
  fixedExtension: false,
  sourcemap: true,
  logLevel: "warn",
});
