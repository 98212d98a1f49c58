/** A frame of a stream: an event, or a comment. */
export interface Frame {
  readonly id?: string | undefined;
  readonly event?: string | undefined;
  readonly data?: string | undefined;
}

/** Reads the frames of an answer of server-sent events, until it ends. */
export async function* readFrames({ body }: Response): AsyncGenerator<Frame> {
  let text = "";
  for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream(),
  )) {
    text += chunk;
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    yield* frames.map(toFrame);
  }
}

function toFrame(text: string): Frame {
  const fields = text.split("\n").map((line) => line.split(/: ?(.*)/su, 2));
  return Object.fromEntries(fields) as Frame;
}
