import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepLog } from "./run-log/keep.ts";

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Node takes a second to compile a few hundred TypeScript files, and half a second with a cache. */
const compileCache = join(tmpdir(), "handsfree-compile-cache");

/** Passes on only the PATH: a developer's own settings must not reach a test. */
function environment(own: Record<string, string>): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", NODE_COMPILE_CACHE: compileCache, ...own };
}

function startNode(entry: string, args: readonly string[], options: ProcessOptions): ChildProcess {
  return spawn(process.execPath, ["--conditions=@handsfree/source", entry, ...args], {
    env: environment(options.env ?? {}),
    stdio: "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
}

export interface ProcessOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** The standard input of the process. Default: empty. */
  readonly input?: string;
}

/** Runs a TypeScript entry of the workspace to its end. */
export async function runNode(
  entry: string,
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<RunResult> {
  const child = startNode(entry, args, options);
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  // A process may end before it has read all of its input.
  child.stdin?.on("error", () => undefined).end(options.input ?? "");
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

/** A server in its own process. It is killed when its scope ends. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Resolves with the exit code, which is null if a signal ended the process. */
  readonly ended: Promise<number | null>;
  /** The output so far, of both streams. */
  output(): string;
  /** Sends the signal, waits for the end, and returns the exit code, which is null if a signal ended the process. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

/** The output without the secrets that a first start shows once, in lines of their own. */
function withoutShown(output: string): string {
  let rest = output;
  for (const [, shown = ""] of output.matchAll(/^ {6}.*?(hf_(?:user|link)_\w+)$/gm)) {
    rest = rest.replace(shown, "");
  }
  return rest;
}

/** Starts a server on a free port, and waits until it prints its URL. */
export async function startServerProcess(
  entry: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = startNode(entry, [], { env: { PORT: "0", ...env } });
  const ended = once(child, "close") as Promise<[number | null]>;
  let output = "";
  const kept = ended.then(() => keepLog(withoutShown(output)));
  const url = await new Promise<string>((resolve, reject) => {
    let isFound = false;
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      // Later the output can be long.
      if (isFound) return;
      const found = /listening at (http:\/\/[^\s"]+)/.exec(output)?.[1];
      if (found === undefined) return;
      isFound = true;
      resolve(found);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    void ended.then(([code]) =>
      reject(new Error(`the server ended with ${code} before it listened: ${output}`)),
    );
  });
  const stop = async (signal: "SIGTERM" | "SIGKILL"): Promise<number | null> => {
    child.kill(signal);
    await kept;
    return (await ended)[0];
  };
  return {
    url,
    pid: child.pid ?? 0,
    ended: ended.then(([code]) => code),
    output: () => output,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop("SIGKILL")),
  };
}
