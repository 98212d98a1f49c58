import { InvalidInputError } from "@handsfree/query";
import { AddressRules } from "@handsfree/executors/outgoing";
import { adminKeyFileFromEnvironment } from "@handsfree/repositories/identity";
import {
  findWebhookSigningKey,
  type WebhookSigningKeyPlace,
} from "@handsfree/repositories/webhook-endpoints";
import type { WebhookIntake, WebhookSource } from "@handsfree/repositories/webhooks";
import type { RateLimits } from "./access/limit-rates.ts";
import { type ExecutorSettings, readExecutors } from "./executors/config.ts";
import { type LogFormat, logFormats } from "./logs/pretty-lines.ts";
import { readNotifications } from "./notifications/config.ts";
import type { NotificationSettings } from "./notifications/settings.ts";
import { type Environment, findSetting, settingOrDefault } from "./settings/environment.ts";
import { readSignIn } from "./sign-in/config.ts";
import { isLoopback } from "./sign-in/loopback.ts";
import type { SignInSettings } from "./sign-in/settings.ts";
import { readWebhookIntake, readWebhookSources } from "./webhook-config.ts";

export interface Config {
  readonly host: string;
  /** Whether only this machine can reach the host. */
  readonly isLocal: boolean;
  /** Whether a proxy that terminates TLS is in front. */
  readonly behindProxy: boolean;
  /** Where the key of the first admin is kept for the command line; undefined for a database in memory. */
  readonly adminKeyFile: string | undefined;
  readonly port: number;
  readonly signIn: SignInSettings;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** The base URL of an OpenTelemetry collector; undefined for none. */
  readonly tracesEndpoint: string | undefined;
  /** The sources that have a secret. */
  readonly webhookSources: readonly WebhookSource[];
  readonly webhookIntake: WebhookIntake;
  /** Where the key of webhook endpoints is; undefined for nowhere. */
  readonly signingKeyPlace: WebhookSigningKeyPlace | undefined;
  /** The addresses that events may be sent to. */
  readonly webhookAddresses: AddressRules;
  /** The executors of approved actions. */
  readonly executors: ExecutorSettings;
  /** How people are notified. */
  readonly notifications: NotificationSettings;
  /** Host names that callers may use besides the loopback ones. */
  readonly allowedHosts: readonly string[];
  /** The free bytes that the volume of a DuckDB file must have for the server to be ready. */
  readonly diskSpaceMinimum: number;
  /** The most actions of one user that may wait at a time; undefined for the default. */
  readonly openActionLimit: number | undefined;
  readonly rateLimits: RateLimits;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * The server's settings, except those of the database and of maintenance. The table `settings` describes each one.
 *
 * @throws {InvalidInputError} naming the variable.
 */
export function readConfig(environment: Environment): Config {
  const host = settingOrDefault(environment, "HOST");
  const isLocal = isLoopback(host);
  const behindProxy = requireOnOrOff(environment, "BEHIND_TLS_PROXY");
  if (!isLocal && !behindProxy) throw readableOnTheNetwork(host);
  const port = requirePort(settingOrDefault(environment, "PORT"));
  const signIn = readSignIn(environment, { behindProxy, port });
  return {
    host,
    isLocal,
    behindProxy,
    adminKeyFile: adminKeyFileFromEnvironment(environment),
    port,
    signIn,
    logLevel: requireLogLevel(settingOrDefault(environment, "LOG_LEVEL")),
    logFormat: requireLogFormat(settingOrDefault(environment, "LOG_FORMAT")),
    tracesEndpoint: readTracesEndpoint(findSetting(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")),
    webhookSources: readWebhookSources(environment),
    webhookIntake: readWebhookIntake(environment),
    signingKeyPlace: findWebhookSigningKey(environment),
    webhookAddresses: new AddressRules(
      settingOrDefault(environment, "WEBHOOK_ALLOWED_ADDRESSES"),
      "WEBHOOK_ALLOWED_ADDRESSES",
    ),
    executors: readExecutors(environment),
    notifications: readNotifications(environment, signIn.origin),
    allowedHosts: settingOrDefault(environment, "ALLOWED_HOSTS")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
    diskSpaceMinimum: requireBytes(environment, "DISK_SPACE_MINIMUM"),
    openActionLimit: readOpenActionLimit(findSetting(environment, "OPEN_ACTION_LIMIT")),
    rateLimits: {
      perKey: requireRateLimit(environment, "RATE_LIMIT_PER_KEY"),
      perAddress: requireRateLimit(environment, "RATE_LIMIT_PER_ADDRESS"),
      deliveries: requireRateLimit(environment, "RATE_LIMIT_DELIVERIES"),
    },
  };
}

/** The server speaks plain HTTP, in which everybody on the way can read a key. */
function readableOnTheNetwork(host: string): InvalidInputError {
  return new InvalidInputError(
    "HOST",
    `is ${JSON.stringify(host)}, where keys would cross the network in plain HTTP; ` +
      `put a proxy that terminates TLS in front and set BEHIND_TLS_PROXY=on, or use 127.0.0.1, ::1 or localhost`,
  );
}

function requireOnOrOff(environment: Environment, name: "BEHIND_TLS_PROXY"): boolean {
  const text = settingOrDefault(environment, name);
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidInputError(name, `is ${JSON.stringify(text)}; give on or off`);
}

function requirePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidInputError("PORT", `is ${JSON.stringify(text)}; give a number from 0 to 65535`);
}

function requireBytes(environment: Environment, name: "DISK_SPACE_MINIMUM"): number {
  const text = settingOrDefault(environment, name);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidInputError(name, `is ${JSON.stringify(text)}; give a whole number of bytes`);
}

function requireLogLevel(level: string): string {
  if (logLevels.includes(level)) return level;
  throw new InvalidInputError(
    "LOG_LEVEL",
    `is ${JSON.stringify(level)}; give one of ${logLevels.join(", ")}`,
  );
}

function requireLogFormat(text: string): LogFormat {
  const format = logFormats.find((known) => known === text);
  if (format !== undefined) return format;
  throw new InvalidInputError(
    "LOG_FORMAT",
    `is ${JSON.stringify(text)}; give one of ${logFormats.join(", ")}`,
  );
}

function readTracesEndpoint(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  throw new InvalidInputError(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "is not a URL; give one like http://127.0.0.1:4318",
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

function requireRateLimit(
  environment: Environment,
  name: "RATE_LIMIT_DELIVERIES" | "RATE_LIMIT_PER_ADDRESS" | "RATE_LIMIT_PER_KEY",
): number {
  const text = settingOrDefault(environment, name);
  if (/^(?:0|[1-9]\d{0,8})$/.test(text)) return Number(text);
  throw new InvalidInputError(
    name,
    `is ${JSON.stringify(text)}; give a whole number, with 0 for no limit`,
  );
}
