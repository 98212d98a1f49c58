/** A destination of log lines. */
export interface LogStream {
  write(line: string): void;
}

/**
 * Writes the lines of one turn of the event loop together: with many requests in flight, a write for each line would
 * cost more than making it. What is left is written when the process ends.
 *
 * @param write writes a text at once. Default: to the standard output.
 */
export function logStream(write: (lines: string) => void = standardOutput()): LogStream {
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

/** Writes wait for the reader of the log. A reader that goes away ends the log, and must not end the server. */
function standardOutput(): (lines: string) => void {
  let isRead = true;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isRead = false;
  });
  return (lines) => {
    if (isRead) process.stdout.write(lines);
  };
}
