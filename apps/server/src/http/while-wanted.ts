import type { FastifyReply } from "fastify";

/** Aborted when the caller has gone, or the server wants to close. */
export function whileWanted(
  { raw }: FastifyReply,
  closing: AbortSignal,
): { readonly signal: AbortSignal; abort(): void; release(): void } {
  const end = new AbortController();
  const abort = (): void => end.abort();
  raw.once("close", abort);
  closing.addEventListener("abort", abort);
  if (closing.aborted) abort();
  return {
    signal: end.signal,
    abort,
    release: () => {
      raw.off("close", abort);
      closing.removeEventListener("abort", abort);
    },
  };
}
