import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * `pnpm start`: builds what has changed, and serves. On a terminal the build is silent unless it fails, and the server
 * has the terminal; elsewhere Turbo runs both, and marks their lines.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const terminal = process.stdout;
if (terminal.isTTY) {
  build();
  process.exitCode = await run(
    process.execPath,
    ["--max-semi-space-size=16", "dist/main.js"],
    `${root}apps/server`,
  );
} else {
  process.exitCode = await run("turbo", ["run", "start", "--log-order=stream"], root);
}

/** Ends the process if the build fails. */
function build(): void {
  terminal.write("  Building ...");
  const { status, stdout, stderr, error } = spawnSync(
    "turbo",
    ["run", "build", "--filter=@handsfree/server", "--output-logs=errors-only"],
    { cwd: root, encoding: "utf8" },
  );
  // Back to the start of the line, which is then removed.
  terminal.write("\r\u001B[2K");
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\n`);
  process.exit(1);
}

/** @returns the exit code. */
async function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: "inherit" });
  // A terminal sends Ctrl-C to both. The child answers its requests before it ends, and this process waits for it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
