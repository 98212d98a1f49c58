import { AsyncLocalStorage } from "node:async_hooks";

/** The input of one command line from the shell, and its exit code. */
export interface Invocation {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory for relative paths. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Set before the output is written, so that the output is flushed first. Default 0. */
  exitCode?: number;
}

/** Every command prints and may fail, so as an argument the invocation would be in nearly every signature. */
const running = new AsyncLocalStorage<Invocation>();

export function runInvocation<T>(next: Invocation, work: () => Promise<T>): Promise<T> {
  return running.run(next, work);
}

/** The invocation in whose context the caller runs. */
export function invocation(): Invocation {
  const current = running.getStore();
  if (current === undefined) throw new Error("no command line is running");
  return current;
}
