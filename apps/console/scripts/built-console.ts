import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${folder}dist/sources.sha256`;

/** The digest of all that the console is built of. */
function digestOfSources(): string {
  const hash = createHash("sha256");
  const patterns = [
    "{src,scripts,public}/**/*.*",
    "{index.html,package.json,vite.config.ts,vite.worker.config.ts,../../pnpm-lock.yaml}",
    "../../packages/{client,wire,schema}/src/**/*.ts",
  ];
  for (const name of globSync(patterns, { cwd: folder }).toSorted()) {
    hash.update(`${name}\0`).update(readFileSync(folder + name));
  }
  return hash.digest("hex");
}

/** Builds the console if it is not built of its present sources. Tests use what it makes, in `dist`. */
export function setup(): void {
  const digest = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  execFileSync("pnpm", ["run", "build"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    // That of vitest would make React's build for development.
    env: { ...process.env, NODE_ENV: "production" },
  });
  writeFileSync(stamp, digest);
}
