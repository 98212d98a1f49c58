import { escapeInvisible } from "@handsfree/repositories";
import { invocation } from "../invocation.ts";

/**
 * Writes to standard output, and waits until it is written. If the reader has closed the pipe, as `head` does, that
 * is not a failure.
 */
export async function print(chunk: string | Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  invocation().stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  await promise.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Writes one JSON document. Dates are RFC 3339 in UTC, and invisible characters are JSON escapes. */
export function printJson(document: object): Promise<void> {
  return print(`${escapeInvisible(JSON.stringify(document, null, 2))}\n`);
}
