import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { databasePathFromEnvironment, InvalidInputError } from "@handsfree/query";
import { ifGiven, requireBoolean, requireObject, requireString } from "../validate.ts";
import { webhookEndpointLimits } from "./limits.ts";
import { requireSigningKey, type WebhookSigningKey } from "./secret.ts";

/** Where the key is from which the secrets of webhook endpoints are derived. */
export type WebhookSigningKeyPlace =
  | { readonly key: WebhookSigningKey }
  /** `isMade`: the first start makes it. */
  | { readonly file: string; readonly isMade: boolean };

/**
 * Finds the key of the settings `WEBHOOK_SIGNING_KEY` and `WEBHOOK_SIGNING_KEY_FILE`, or for a DuckDB file the place
 * beside it. The server and the command line find the same one.
 *
 * @returns undefined without a setting on PostgreSQL, where all servers need the same key, and in memory.
 * @throws {InvalidInputError} naming the setting, without the key.
 */
export function findWebhookSigningKey(
  environment: Readonly<Record<string, string | undefined>>,
): WebhookSigningKeyPlace | undefined {
  const {
    WEBHOOK_SIGNING_KEY: text,
    WEBHOOK_SIGNING_KEY_FILE: file,
    DATABASE_URL: url,
  } = requireObject("environment", environment);
  ifGiven("WEBHOOK_SIGNING_KEY", text, requireString);
  ifGiven("WEBHOOK_SIGNING_KEY_FILE", file, requireString);
  if (text !== undefined) return { key: requireKey("WEBHOOK_SIGNING_KEY", text) };
  if (file !== undefined) return { file, isMade: false };
  if (url !== undefined) return undefined;
  const database = databasePathFromEnvironment(environment);
  return database === ":memory:" ? undefined : { file: `${database}.signing-key`, isMade: true };
}

/**
 * Reads the key, and makes it if it is one that the first start makes.
 *
 * @throws {InvalidInputError} if the file cannot be read, or has too short a key.
 */
export async function readWebhookSigningKey(
  place: WebhookSigningKeyPlace | undefined,
): Promise<WebhookSigningKey | undefined> {
  if (place === undefined) return undefined;
  requireObject("place", place);
  if ("key" in place) return requireSigningKey(place.key, "key");
  const file = requireString("file", place.file);
  const isMade = requireBoolean("isMade", place.isMade);
  try {
    return requireKey("WEBHOOK_SIGNING_KEY_FILE", await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    if (isMade && (error as NodeJS.ErrnoException).code === "ENOENT") return makeKey(file);
    throw new InvalidInputError("WEBHOOK_SIGNING_KEY_FILE", "must name a file that can be read");
  }
}

async function makeKey(path: string): Promise<WebhookSigningKey> {
  const text = randomBytes(webhookEndpointLimits.signingKeyBytes).toString("base64");
  await mkdir(dirname(path), { recursive: true });
  // Renamed when it is whole, so that no crash leaves a part of a key.
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return Buffer.from(text);
}

function requireKey(setting: string, text: string): WebhookSigningKey {
  const key = Buffer.from(text.trim());
  const least = webhookEndpointLimits.signingKeyBytes;
  if (key.length >= least) return key;
  throw new InvalidInputError(
    setting,
    `must have at least ${least} bytes; make one with "openssl rand -base64 32"`,
  );
}
