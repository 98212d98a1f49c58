import { InvalidInputError } from "@handsfree/query";
import { defaultKeptHeaders, requireKeptHeaders } from "./kept-headers.ts";
import { requireObject, shown } from "../validate.ts";

/** What is taken in, and what is kept of it. */
export interface WebhookIntakeSettings {
  /** The largest body, in bytes. Default 25 MiB, at most 100 MiB. */
  readonly maximumBody?: number | undefined;
  /**
   * How long a genuine body makes the same body of its source a duplicate, whatever its delivery id, in whole
   * seconds from the first one's receipt. Default 0, which is never; at most 30 days.
   */
  readonly bodyWindowSeconds?: number | undefined;
  /** The largest forged body that is kept, in bytes; of a larger one only the metadata is. Default 64 KiB. */
  readonly maximumForgedBody?: number | undefined;
  /** How many forged deliveries of a source are kept in an hour of UTC; the rest are counted. Default 1000. */
  readonly forgedPerHour?: number | undefined;
  /** The names of the headers that are kept. Default `defaultKeptHeaders`. */
  readonly keptHeaders?: readonly string[] | undefined;
}

/** Settings that hold. Made by `webhookIntake`. */
export type WebhookIntake = {
  readonly [Name in keyof WebhookIntakeSettings]-?: NonNullable<WebhookIntakeSettings[Name]>;
};

const mebibyte = 1024 * 1024;

/**
 * The settings, with the defaults for what is left out. GitHub sends no payload over 25 MB, which is the
 * limit here.
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

/** Settings that hold need not be looked at again for each delivery. */
const made = new WeakSet<WebhookIntake>();

/** @throws {InvalidInputError} naming the setting, for what `webhookIntake` has not made and would not make. */
export function requireIntake(intake: WebhookIntake = defaultIntake): WebhookIntake {
  return made.has(intake) ? intake : webhookIntake(intake);
}

/** What holds where nobody says. */
const defaultIntake: WebhookIntake = webhookIntake();

function whole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidInputError(
    field,
    `is ${shown(value)}; give a whole number from ${least} to ${most}`,
  );
}
