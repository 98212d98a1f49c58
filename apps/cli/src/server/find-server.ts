import { readFile } from "node:fs/promises";
import { type DatabaseLockedError, InvalidInputError } from "@handsfree/query";
import { parseServerAddress, serverAddressFile } from "@handsfree/repositories/identity";
import { isSafeAddress } from "./safe-address.ts";

/**
 * The address of the server that holds the file. Not just what listens on the port: that can be a program of another
 * user, which must not get the admin's key.
 *
 * @throws {DatabaseLockedError} if what holds the file is no server.
 */
export async function findServer(locked: DatabaseLockedError): Promise<string> {
  const text = await readFile(serverAddressFile(locked.path), "utf8").catch(() => "");
  const address = parseServerAddress(text);
  if (address?.pid !== locked.pid) throw locked;
  return address.url;
}

/** A key must not cross a network in plain HTTP. */
export function requireServer(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url !== undefined && isSafeAddress(url)) return url;
  throw new InvalidInputError(
    "server",
    "is not the address of a server with TLS, or on this machine; give one like https://handsfree.example.org",
  );
}
