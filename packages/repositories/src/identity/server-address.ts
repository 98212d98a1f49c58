import { requireObject, requireString, requireWhole } from "../validate.ts";

/** Where the process that holds a DuckDB file serves it. */
export interface ServerAddress {
  /** The id of the process. */
  readonly pid: number;
  readonly url: string;
}

/**
 * The file beside a DuckDB file in which its server says where it listens. Only the owner of the database can write it,
 * so a program of another user that listens on the same port is not taken for the server.
 */
export function serverAddressFile(databasePath: string): string {
  return `${requireString("databasePath", databasePath)}.server`;
}

/** The text of that file. */
export function printServerAddress(address: ServerAddress): string {
  const { pid, url } = requireObject("address", address);
  requireWhole("pid", pid, 1, Number.MAX_SAFE_INTEGER);
  return `${JSON.stringify({ pid, url: requireString("url", url) })}\n`;
}

/** Reads what {@link printServerAddress} wrote: undefined for another text, such as one that was cut short. */
export function parseServerAddress(text: string): ServerAddress | undefined {
  try {
    const { pid, url } = JSON.parse(requireString("text", text)) as Partial<ServerAddress>;
    return typeof pid === "number" && typeof url === "string" ? { pid, url } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
