/** The body of a delivery as it can be shown. */
export interface BodyText {
  /** The bytes as UTF-8; undefined if they are none. */
  readonly text: string | undefined;
  /** What JSON of GitHub says about its repository and its sender, where it says so. */
  readonly repository: string | undefined;
  readonly sender: string | undefined;
}

/** Reads the bytes of a body. */
export function readBody(bytes: Uint8Array): BodyText {
  const text = decode(bytes);
  const json = text === undefined ? undefined : parse(text);
  return {
    text,
    repository: textAt(json, "repository", "full_name"),
    sender: textAt(json, "sender", "login"),
  };
}

/** The first bytes as a hex dump, for those that are no text. */
export function hexDump(bytes: Uint8Array, most: number): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = line.map((byte) => (byte > 31 && byte < 127 ? String.fromCodePoint(byte) : "."));
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${ascii.join("")}`);
  }
  return lines.join("\n");
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return typeof at === "string" ? at : undefined;
}
