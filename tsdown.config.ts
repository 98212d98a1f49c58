import { globSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "tsdown";

/**
 * One shape for every published package: ESM with declarations in dist, one file for src/index.ts and one for each
 * module of src/entries.
 */
export default defineConfig({
  // The package that is built, not the folder of this file.
  cwd: process.cwd(),
  entry: {
    index: "src/index.ts",
    ...Object.fromEntries(
      globSync("src/entries/*.ts").map((file) => [basename(file, ".ts"), file]),
    ),
  },
  platform: "node",
  target: "node24",
  // Oxc where the package has isolatedDeclarations, else the compiler.
  dts: true,
  fixedExtension: false,
  sourcemap: true,
  // Else declarations that use no type of this optional parser import it nevertheless.
  treeshake: { moduleSideEffects: [{ test: /^libpg-query$/, sideEffects: false }] },
  logLevel: "warn",
});
