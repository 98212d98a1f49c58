/** The size of the largest message, in bytes. */
export const largestMessage: number = 16 * 1024 * 1024;

/** A message is larger than it may be. */
export class LineTooLargeError extends Error {
  override readonly name: string = "LineTooLargeError";
}

const lineFeed = 0x0a;

/**
 * The lines of a stream without their ends, also a last one that has no end.
 *
 * @throws {LineTooLargeError}
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  mostBytes: number = largestMessage,
): AsyncGenerator<Buffer, undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      const last = chunk.subarray(from, end);
      requireSize(size + last.length, mostBytes);
      yield Buffer.concat([...parts, last]);
      [parts, size, from] = [[], 0, end + 1];
    }
    const rest = chunk.subarray(from);
    if (rest.length === 0) continue;
    parts.push(rest);
    size += rest.length;
    requireSize(size, mostBytes);
  }
  if (size > 0) yield Buffer.concat(parts);
}

function requireSize(size: number, most: number): void {
  if (size <= most) return;
  throw new LineTooLargeError(`is larger than ${most} bytes, so the gateway ended`);
}
