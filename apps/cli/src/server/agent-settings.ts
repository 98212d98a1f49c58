import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { HookError } from "@handsfree/agents/hooks";
import type { ClientOptions } from "@handsfree/client";
import { isSafeAddress } from "./safe-address.ts";

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
 * The server and the key by which a program asks for an agent. It loads nothing of the database, since a hook starts
 * before each call of a tool.
 *
 * @throws {HookError}
 */
export function readAgentSettings(
  source: AgentSource,
): Pick<ClientOptions, "url" | "key" | "onBehalfOf"> {
  const url = readUrl(source.server ?? source.env["HANDSFREE_URL"]);
  const owner = source.env["HANDSFREE_ON_BEHALF_OF"];
  if (owner !== undefined && !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(owner)) {
    throw new HookError("HANDSFREE_ON_BEHALF_OF must be the id of a user, a UUID");
  }
  return { url, key: readKey(source), ...(owner !== undefined && { onBehalfOf: owner }) };
}

function readUrl(text: string | undefined): string {
  if (text === undefined || text === "") {
    throw new HookError(
      "no server is named; set HANDSFREE_URL to its address, for example http://127.0.0.1:8080",
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { username, password, search, hash } = url ?? {};
  if (url !== undefined && isSafeAddress(url) && !username && !password && !search && !hash) {
    return url.href;
  }
  throw new HookError(
    "HANDSFREE_URL is not the address of a server with TLS, or on this machine; set one like https://handsfree.example.org",
  );
}

function readKey({ env, cwd, keyFile }: AgentSource): string {
  const path = keyFile ?? (env["HANDSFREE_KEY"] ? undefined : env["HANDSFREE_KEY_FILE"]);
  const text = path === undefined ? env["HANDSFREE_KEY"] : readKeyFile(resolve(cwd, path));
  if (text === undefined || text === "") {
    throw new HookError(
      "no key is given; set HANDSFREE_KEY_FILE to the file of a key with the scopes actions:propose and actions:execute, or HANDSFREE_KEY to the key",
    );
  }
  const key = text.trim();
  if (/^[!-~]+$/.test(key)) return key;
  throw new HookError("HANDSFREE_KEY or its file holds no key; write the key alone into it");
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new HookError(`the key cannot be read from ${path}; name a file that this user can read`);
  }
}
