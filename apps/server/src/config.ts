import { BlockList, isIP } from "node:net";
import { InvalidInputError } from "@handsfree/query";
import type { WebhookIntake, WebhookSource } from "@handsfree/repositories/webhooks";
import { type Environment, findSetting, settingOrDefault } from "./settings/environment.ts";
import { readWebhookIntake, readWebhookSources } from "./webhook-config.ts";

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** The sources that have a secret. */
  readonly webhookSources: readonly WebhookSource[];
  readonly webhookIntake: WebhookIntake;
  /** Host names that callers may use besides the loopback ones. */
  readonly allowedHosts: readonly string[];
  /** The most actions of one user that may wait at a time; undefined for the default. */
  readonly openActionLimit: number | undefined;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * The server's settings, except those of the database and of maintenance. The table `settings` describes each one.
 *
 * @throws {InvalidInputError} naming the variable.
 */
export function readConfig(environment: Environment): Config {
  return {
    host: requireLoopback(settingOrDefault(environment, "HOST")),
    port: requirePort(settingOrDefault(environment, "PORT")),
    logLevel: requireLogLevel(settingOrDefault(environment, "LOG_LEVEL")),
    webhookSources: readWebhookSources(environment),
    webhookIntake: readWebhookIntake(environment),
    allowedHosts: settingOrDefault(environment, "ALLOWED_HOSTS")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
    openActionLimit: readOpenActionLimit(findSetting(environment, "OPEN_ACTION_LIMIT")),
  };
}

/** The server believes the user id that a caller sends, so only this machine may reach it. */
function requireLoopback(host: string): string {
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8, "ipv4");
  loopback.addAddress("::1", "ipv6");
  const family = isIP(host);
  if (host === "localhost") return host;
  if (family !== 0 && loopback.check(host, family === 6 ? "ipv6" : "ipv4")) return host;
  throw new InvalidInputError(
    "HOST",
    `is ${JSON.stringify(host)}, which other machines can reach; callers are not authenticated yet, ` +
      `so use 127.0.0.1, ::1 or localhost, behind a proxy that authenticates`,
  );
}

function requirePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidInputError("PORT", `is ${JSON.stringify(text)}; give a number from 0 to 65535`);
}

function requireLogLevel(level: string): string {
  if (logLevels.includes(level)) return level;
  throw new InvalidInputError(
    "LOG_LEVEL",
    `is ${JSON.stringify(level)}; give one of ${logLevels.join(", ")}`,
  );
}

function readOpenActionLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "OPEN_ACTION_LIMIT",
    `is ${JSON.stringify(text)}; give a whole number from 1`,
  );
}
