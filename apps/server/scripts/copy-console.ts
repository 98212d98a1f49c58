import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The console is no dependency of the published package, which has its built files.
const manifest = createRequire(import.meta.url).resolve("@handsfree/console/package.json");
const target = fileURLToPath(new URL("../dist/console", import.meta.url));
cpSync(join(dirname(manifest), "dist"), target, { recursive: true });
