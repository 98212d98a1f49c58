/** A destination of log lines. */
export interface LogStream {
  write(line: string): void;
}

/**
 * Writes the lines of one turn of the event loop together: with many requests in flight, a write for each line would
 * cost more than making it. What is left is written when the process ends.
 *
 * @param write writes a text at once. Default: to the standard output, which waits for its reader.
 */
export function logStream(
  write: (lines: string) => void = (lines) => void process.stdout.write(lines),
): LogStream {
  let lines = "";
  const flush = (): void => {
    const written = lines;
    lines = "";
    if (written !== "") write(written);
  };
  process.once("exit", flush);
  return {
    write(line) {
      if (lines === "") setImmediate(flush);
      lines += line;
    },
  };
}
