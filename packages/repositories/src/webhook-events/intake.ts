import { InvalidInputError } from "@handsfree/query";
import { defaultKeptHeaders, requireKeptHeaders } from "./kept-headers.ts";
import { requireObject, shown } from "../validate.ts";

/** Limits on deliveries, and which of their parts are stored. */
export interface WebhookIntakeSettings {
  /** The largest body, in bytes. Default 25 MiB, at most 100 MiB. */
  readonly maximumBody?: number | undefined;
  /**
   * How long a genuine body makes the same body of its source a duplicate, even under another delivery id: whole
   * seconds from the receipt of the first one. Default 0, which is off; at most 30 days.
   */
  readonly bodyWindowSeconds?: number | undefined;
  /** The largest forged body that is kept, in bytes; only the metadata of a larger one is. Default 64 KiB. */
  readonly maximumForgedBody?: number | undefined;
  /** How many forged deliveries are kept per source and hour (UTC); the others are only counted. Default 1000. */
  readonly forgedPerHour?: number | undefined;
  /** The names of the headers to keep. Default `defaultKeptHeaders`. */
  readonly keptHeaders?: readonly string[] | undefined;
}

/** Validated settings, made by `webhookIntake`. */
export type WebhookIntake = {
  readonly [Name in keyof WebhookIntakeSettings]-?: NonNullable<WebhookIntakeSettings[Name]>;
};

const mebibyte = 1024 * 1024;

/**
 * Validates the settings and fills in the defaults. The default size limit is GitHub's own, which sends no payload over
 * 25 MB.
 *
 * @throws {InvalidInputError} naming the setting.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 */
export function webhookIntake(settings: WebhookIntakeSettings = {}): WebhookIntake {
  requireObject("intake", settings);
  const maximumBody = whole(
    "maximumBody",
    settings.maximumBody ?? 25 * mebibyte,
    1,
    100 * mebibyte,
  );
  const intake = Object.freeze({
    maximumBody,
    bodyWindowSeconds: whole(
      "bodyWindowSeconds",
      settings.bodyWindowSeconds ?? 0,
      0,
      30 * 24 * 3600,
    ),
    maximumForgedBody: whole(
      "maximumForgedBody",
      settings.maximumForgedBody ?? 64 * 1024,
      0,
      100 * mebibyte,
    ),
    forgedPerHour: whole("forgedPerHour", settings.forgedPerHour ?? 1000, 0, 1_000_000),
    keptHeaders: requireKeptHeaders(settings.keptHeaders ?? defaultKeptHeaders),
  });
  made.add(intake);
  return intake;
}

/** Validated settings are not validated again for each delivery. */
const made = new WeakSet<WebhookIntake>();

/** @throws {InvalidInputError} naming the setting, for an intake that `webhookIntake` did not make and would refuse. */
export function requireIntake(intake: WebhookIntake = defaultIntake): WebhookIntake {
  return made.has(intake) ? intake : webhookIntake(intake);
}

const defaultIntake: WebhookIntake = webhookIntake();

function whole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidInputError(
    field,
    `is ${shown(value)}; give a whole number from ${least} to ${most}`,
  );
}
