/** What happens to a stream of events below the events themselves. */
export interface StreamWatcher {
  /** Bytes arrived, also those of a comment. */
  readonly onBytes: () => void;
  /** The connection is over, or could not be made. */
  readonly onBreak: () => void;
}

/** A `fetch` that tells what happens to the connection. The client repeats a broken one, and does not say so. */
export function watchedFetch({ onBytes, onBreak }: StreamWatcher): typeof fetch {
  return async (input, init) => {
    try {
      const response = await fetch(input, init);
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
      if (response.body === null || isStream !== true) return response;
      onBytes();
      return new Response(watched(response.body, { onBytes, onBreak }), response);
    } catch (error) {
      onBreak();
      throw error;
    }
  };
}

function watched(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { onBytes, onBreak }: StreamWatcher,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            onBreak();
            controller.close();
            return;
          }
          onBytes();
          controller.enqueue(value);
        } catch (error) {
          onBreak();
          controller.error(error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
}
