/** How long a request may take in all, in milliseconds. */
const timeLimit = 15_000;
/** The largest answer that is read, in bytes. A page of 100 pull requests has about 3 MB. */
const mostBytes = 8 * 1024 * 1024;

/** The repository has another name, for which no policy was asked. */
export class Moved extends Error {}

/** A fetch that ends within a limit of time, reads a limited answer, and follows no redirect. */
export function boundedFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const limit = AbortSignal.timeout(timeLimit);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    const response = await fetch(input, { ...init, signal, redirect: "manual" });
    const { status, headers, body } = response;
    if (status >= 300 && status < 400 && status !== 304) throw new Moved("it has moved");
    return body === null
      ? response
      : new Response(body.pipeThrough(limitedTo(mostBytes)), { status, headers });
  };
}

function limitedTo(most: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > most) controller.error(new Error("the answer is too large"));
      else controller.enqueue(chunk);
    },
  });
}
