import { createPrivateKey } from "node:crypto";
import type { GithubSettings, WebhookExecuting } from "@handsfree/executors";
import { InvalidInputError } from "@handsfree/query";
import {
  type Environment,
  findFamily,
  findSetting,
  settingOrDefault,
} from "../settings/environment.ts";
import { findSecret } from "../settings/secret.ts";

/** The executors of approved actions. */
export interface ExecutorSettings {
  /** Undefined if GitHub's actions are carried out elsewhere. */
  readonly github: GithubSettings | undefined;
  /** Undefined if no webhook is called. */
  readonly webhooks: Pick<WebhookExecuting, "secret" | "urls"> | undefined;
}

/** @throws {InvalidInputError} naming the variable, without a secret. */
export function readExecutors(environment: Environment): ExecutorSettings {
  return { github: readGithub(environment), webhooks: readWebhooks(environment) };
}

function readGithub(environment: Environment): GithubSettings | undefined {
  const app = readApp(
    findSetting(environment, "GITHUB_APP_ID"),
    findSecret(environment, "GITHUB_APP_PRIVATE_KEY"),
  );
  const tokens = new Map(
    findFamily(environment, "GITHUB_TOKEN_<NAME>").map(({ variable, value }) => [
      variable,
      value.trim(),
    ]),
  );
  const apiUrl = requireApiUrl(settingOrDefault(environment, "GITHUB_API_URL"));
  if (app === undefined && tokens.size === 0) return undefined;
  return { app, findToken: (name) => tokens.get(name), apiUrl };
}

function readApp(id: string | undefined, key: string | undefined): GithubSettings["app"] {
  if (id === undefined && key === undefined) return undefined;
  if (id === undefined || !/^[1-9]\d{0,14}$/.test(id)) {
    throw new InvalidInputError("GITHUB_APP_ID", "must be the id of your GitHub App, a number");
  }
  // Some tools keep a text of several lines in one.
  const privateKey = key?.replaceAll(String.raw`\n`, "\n");
  if (privateKey !== undefined && isPrivateKey(privateKey)) return { id: Number(id), privateKey };
  throw new InvalidInputError(
    "GITHUB_APP_PRIVATE_KEY",
    "must be the private key of your GitHub App in PEM; GITHUB_APP_PRIVATE_KEY_FILE names a file with it",
  );
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

function requireApiUrl(text: string): string {
  const url = URL.parse(text);
  const isLocal = url !== null && /^(?:127\.0\.0\.1|localhost)$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return text;
  throw new InvalidInputError(
    "GITHUB_API_URL",
    "is not a URL with https; give one like https://github.example.org/api/v3",
  );
}

function readWebhooks(environment: Environment): ExecutorSettings["webhooks"] {
  const text = findSetting(environment, "ACTION_WEBHOOKS");
  const secret = findSecret(environment, "ACTION_WEBHOOK_SECRET");
  if (text === undefined) return undefined;
  const urls: Record<string, string> = {};
  for (const pair of text.trim().split(/\s+/)) {
    const [, type = "", address = ""] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    const url = URL.parse(address);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new InvalidInputError(
        "ACTION_WEBHOOKS",
        "has a part that is no type with its URL; give some like deploy=https://example.org/deploy, by white space",
      );
    }
    urls[type] = url.href;
  }
  if (secret !== undefined && /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret)) {
    return { urls, secret };
  }
  throw new InvalidInputError(
    "ACTION_WEBHOOK_SECRET",
    'must be whsec_ and base64, as of "openssl rand -base64 32"; the webhooks of ACTION_WEBHOOKS are signed by it',
  );
}
