import { defineConfig } from "tsdown";

/** One shape for every published package: ESM with declarations, from src/index.ts to dist. */
export default defineConfig({
  // The package that is built, not the folder of this file.
  cwd: process.cwd(),
  entry: "src/index.ts",
  platform: "node",
  target: "node24",
  dts: { generator: "oxc" },
  fixedExtension: false,
  sourcemap: true,
  logLevel: "warn",
});
