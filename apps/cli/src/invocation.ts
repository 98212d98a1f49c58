import { AsyncLocalStorage } from "node:async_hooks";

/** What a shell gives to one command line, and the exit code that it gets back. */
export interface Invocation {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Set before the output is written, so that the output is flushed first. Default 0. */
  exitCode?: number;
}

/** Every command prints and may fail: handed down, the invocation would be an argument of nearly every function. */
const running = new AsyncLocalStorage<Invocation>();

export function runInvocation<T>(next: Invocation, work: () => Promise<T>): Promise<T> {
  return running.run(next, work);
}

/** The invocation that the caller works for. */
export function invocation(): Invocation {
  const current = running.getStore();
  if (current === undefined) throw new Error("no command line is running");
  return current;
}
