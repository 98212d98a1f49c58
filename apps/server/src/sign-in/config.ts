import { readFileSync } from "node:fs";
import { InvalidInputError } from "@handsfree/query";
import { type Environment, findSetting, settingOrDefault } from "../settings/environment.ts";
import { isLoopback } from "./loopback.ts";
import type { OpenIdSettings, SignInSettings } from "./settings.ts";

/**
 * The settings by which people sign in.
 *
 * @param port where the server listens. A browser on the same machine reaches it there by default.
 * @throws {InvalidInputError} naming the variable.
 */
export function readSignIn(
  environment: Environment,
  { behindProxy, port }: { readonly behindProxy: boolean; readonly port: number },
): SignInSettings {
  const given = findSetting(environment, "PUBLIC_URL");
  if (given === undefined && behindProxy) {
    throw new InvalidInputError(
      "PUBLIC_URL",
      "is missing; with BEHIND_TLS_PROXY=on give the address of the proxy, such as https://handsfree.example.org",
    );
  }
  const origin = requireOrigin(given ?? `http://localhost:${port}`);
  return { origin, openId: readOpenId(environment) };
}

function requireOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === "http:" && isLoopback(url.hostname);
  if (url === undefined || !(url.protocol === "https:" || isPlain)) {
    throw new InvalidInputError(
      "PUBLIC_URL",
      "is not the address of a server with TLS; give one like https://handsfree.example.org, or http://localhost:8080",
    );
  }
  if (url.href === `${url.origin}/`) return url.origin;
  throw new InvalidInputError(
    "PUBLIC_URL",
    `has more than a scheme, a name and a port; give ${url.origin}`,
  );
}

function readOpenId(environment: Environment): OpenIdSettings | undefined {
  const issuer = findSetting(environment, "OPENID_ISSUER");
  const clientId = findSetting(environment, "OPENID_CLIENT_ID");
  const secret = {
    given: findSetting(environment, "OPENID_CLIENT_SECRET"),
    file: findSetting(environment, "OPENID_CLIENT_SECRET_FILE"),
  };
  const createsMembers = readOnOrOff(environment);
  if (issuer === undefined) return undefined;
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isPlain = url?.protocol === "http:" && isLoopback(url.hostname);
  if (url?.protocol !== "https:" && !isPlain) {
    throw new InvalidInputError(
      "OPENID_ISSUER",
      "is not the address of a provider with TLS; give one like https://login.example.org",
    );
  }
  if (clientId === undefined || clientId === "") {
    throw new InvalidInputError(
      "OPENID_CLIENT_ID",
      "is missing; give the id that the provider has for this server",
    );
  }
  return { issuer, clientId, clientSecret: readSecret(secret), createsMembers };
}

function readSecret({
  given,
  file,
}: {
  readonly given: string | undefined;
  readonly file: string | undefined;
}): string {
  if ((given === undefined) === (file === undefined)) {
    throw new InvalidInputError(
      "OPENID_CLIENT_SECRET",
      "must be given either itself or as OPENID_CLIENT_SECRET_FILE; set one of the two",
    );
  }
  const secret = given ?? readText(file ?? "");
  if (secret !== "") return secret;
  throw new InvalidInputError("OPENID_CLIENT_SECRET", "is empty; give the provider's secret");
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new InvalidInputError(
      "OPENID_CLIENT_SECRET_FILE",
      "cannot be read; give the path of a file with the secret",
    );
  }
}

function readOnOrOff(environment: Environment): boolean {
  const text = settingOrDefault(environment, "OPENID_CREATE_MEMBERS");
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidInputError("OPENID_CREATE_MEMBERS", "is not known; give on or off");
}
