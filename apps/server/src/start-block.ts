/** What a person who has started the server on a terminal needs to know. */
export interface Started {
  /** The URL at which the server listens. */
  readonly address: string;
  /** The origin at which browsers reach it. */
  readonly origin: string;
  /** The path of the description of the API for readers; undefined without one. */
  readonly docs: string | undefined;
  /** The path of the console; undefined without one. */
  readonly console: string | undefined;
  /** The file, or the URL without its password. */
  readonly database: string;
  /** The file with the admin's key; undefined if there is none. */
  readonly keyFile: string | undefined;
  /** What is worth a thought, such as a setting that is missing. */
  readonly notes: readonly string[];
}

/** The text that a terminal shows in place of the log of a start. It holds no secret. */
export function startBlock({
  address,
  origin,
  docs,
  console,
  database,
  keyFile,
  notes,
}: Started): string {
  const rows = [
    ["Address", address],
    ...(console === undefined ? [] : [["Console", `${origin}${console}`]]),
    ...(docs === undefined ? [] : [["Docs", `${origin}${docs}`]]),
    ["Sign in", `${origin}/sign-in`],
    ["Database", database],
    ...(keyFile === undefined ? [] : [["Admin key", `in ${keyFile}`]]),
    ...notes.map((note) => ["Note", note]),
    ["Stop", "Ctrl-C"],
  ];
  const lines = rows.map(([name = "", value = ""]) => `      ${name.padEnd(12)}${value}`);
  return ["  HandsFree is running.", "", ...lines, ""].join("\n");
}
