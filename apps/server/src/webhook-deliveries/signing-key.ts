import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { databasePathFromEnvironment, InvalidInputError } from "@handsfree/query";
import {
  webhookEndpointLimits,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import { type Environment, findSetting } from "../settings/environment.ts";

/**
 * The key from which the secrets of webhook endpoints are derived: that of the settings, or for a DuckDB file the one
 * beside it, which the first start makes.
 *
 * @returns undefined without a setting on PostgreSQL, where all servers need the same key, and in memory.
 * @throws {InvalidInputError} naming the setting, without the key.
 */
export async function readSigningKey(
  environment: Environment,
): Promise<WebhookSigningKey | undefined> {
  const text = findSetting(environment, "WEBHOOK_SIGNING_KEY");
  if (text !== undefined) return requireKey("WEBHOOK_SIGNING_KEY", text);
  const file = findSetting(environment, "WEBHOOK_SIGNING_KEY_FILE");
  if (file !== undefined) {
    const content = await readFile(file, "utf8").catch(() => undefined);
    if (content !== undefined) return requireKey("WEBHOOK_SIGNING_KEY_FILE", content);
    throw new InvalidInputError("WEBHOOK_SIGNING_KEY_FILE", "must name a file that can be read");
  }
  if (findSetting(environment, "DATABASE_URL") !== undefined) return undefined;
  const database = databasePathFromEnvironment(environment);
  return database === ":memory:" ? undefined : keyBeside(database);
}

async function keyBeside(database: string): Promise<WebhookSigningKey> {
  const path = `${database}.signing-key`;
  try {
    return requireKey("WEBHOOK_SIGNING_KEY_FILE", await readFile(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
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
