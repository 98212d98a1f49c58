import type { LogStream } from "../log-stream.ts";

/** Whether log lines are for a person or for a program. */
export type LogFormat = "auto" | "json" | "pretty";

export const logFormats: readonly LogFormat[] = ["auto", "json", "pretty"];

/** Whether the lines are for a person: `auto` means that on a terminal they are. */
export function isPretty(format: LogFormat, isTerminal: boolean): boolean {
  return format === "pretty" || (format === "auto" && isTerminal);
}

/** Makes each JSON line of the log readable for a person, and writes it to the stream. */
export async function prettyLines(
  stream: LogStream,
  { colors }: { readonly colors: boolean },
): Promise<LogStream> {
  // Loaded only where it is used.
  const { prettyFactory } = await import("pino-pretty");
  const format = prettyFactory({
    colorize: colors,
    translateTime: "SYS:HH:MM:ss",
    ignore: "pid,hostname,method,path,route,statusCode,milliseconds",
    singleLine: true,
    messageFormat: (line, messageKey) => messageOf(line, String(line[messageKey])),
  });
  return { write: (line) => stream.write(format(line)) };
}

/** The members of a request's line. */
interface RequestLine {
  readonly method?: string;
  readonly path?: string;
  readonly statusCode?: number;
  readonly milliseconds?: number;
}

function messageOf(
  { method, path = "", statusCode, milliseconds }: RequestLine,
  message: string,
): string {
  if (method === undefined) return message;
  if (milliseconds === undefined) return `${method} ${path}: ${message}`;
  return `${method} ${path} ${statusCode ?? message} in ${milliseconds} ms`;
}
