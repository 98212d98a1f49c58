import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ClientOptions } from "@handsfree/client";
import { InvalidInputError } from "@handsfree/query";
import { requireServer } from "./find-server.ts";

/** Where the settings of a program that asks for an agent come from. */
export interface AgentSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory for relative paths. */
  readonly cwd: string;
  /** The address of the server. Default: `HANDSFREE_URL`. */
  readonly server?: string | undefined;
  /** The file that has the key alone. Default: `HANDSFREE_KEY`, or else the file that `HANDSFREE_KEY_FILE` names. */
  readonly keyFile?: string | undefined;
}

/**
 * The server and the key by which a program asks for an agent.
 *
 * @throws {InvalidInputError}
 */
export async function readAgentSettings(
  source: AgentSource,
): Promise<Pick<ClientOptions, "url" | "key" | "onBehalfOf">> {
  const { env, server = env["HANDSFREE_URL"] } = source;
  if (!server) {
    throw new InvalidInputError(
      "HANDSFREE_URL",
      "is not set; give it or --server the address of the HandsFree server, like http://127.0.0.1:8080",
    );
  }
  const { href } = requireServer(server);
  const owner = env["HANDSFREE_ON_BEHALF_OF"];
  return { url: href, key: await readKey(source), ...(owner && { onBehalfOf: owner }) };
}

async function readKey({ env, cwd, keyFile }: AgentSource): Promise<string> {
  const path = keyFile ?? (env["HANDSFREE_KEY"] ? undefined : env["HANDSFREE_KEY_FILE"]);
  const text = path ? await readKeyFile(resolve(cwd, path)) : env["HANDSFREE_KEY"];
  if (!text) {
    throw new InvalidInputError(
      "HANDSFREE_KEY",
      "is not set; give a key with the scopes actions:propose and actions:execute, or its file by HANDSFREE_KEY_FILE",
    );
  }
  const key = text.trim();
  if (/^[!-~]+$/.test(key)) return key;
  throw new InvalidInputError("HANDSFREE_KEY", "or its file holds no key; write the key alone");
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new InvalidInputError("keyFile", "cannot be read; give the file of a key");
  }
}
