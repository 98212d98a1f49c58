import { InvalidInputError } from "@handsfree/query";
import { requireBoolean, requireObject, requireText } from "../validate.ts";

/** A part of each day in which notices wait. */
export interface QuietHours {
  /** A time zone of the IANA database, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** The local time at which it begins, as `22:00`. */
  readonly from: string;
  /** The local time at which it ends, as `07:00`. Before `from`, it is on the next day. */
  readonly until: string;
  /** Whether a notice passes that is urgent: its action would expire before they end, or it has escalated. */
  readonly urgentPasses: boolean;
}

const minutesOfDay = 1440;
const minute = 60_000;

/** @throws {InvalidInputError} naming the field. */
export function requireQuietHours(field: string, hours: QuietHours): QuietHours {
  const { timeZone, from, until, urgentPasses } = requireObject(field, hours);
  const quiet = {
    timeZone: requireZone(`${field}.timeZone`, timeZone),
    from: requireTimeOfDay(`${field}.from`, from),
    until: requireTimeOfDay(`${field}.until`, until),
    urgentPasses: requireBoolean(`${field}.urgentPasses`, urgentPasses),
  };
  if (quiet.from !== quiet.until) return quiet;
  throw new InvalidInputError(`${field}.until`, "is the same as from; give another time");
}

/**
 * The end of the quiet hours, if they are now: the first minute whose local time is not part of them. In the night in
 * which clocks change, it is the local time that counts.
 *
 * @returns undefined if it is not quiet.
 */
export function quietUntil(hours: QuietHours, now: Date): Date | undefined {
  const clock = localClock(hours.timeZone);
  const from = minuteOf(hours.from);
  const until = minuteOf(hours.until);
  const isQuiet = (at: number): boolean => {
    const local = clock(at);
    return from < until ? local >= from && local < until : local >= from || local < until;
  };
  const begin = Math.floor(now.getTime() / minute) * minute;
  if (!isQuiet(begin)) return undefined;
  let end = begin;
  // More than once where the clock was set back meanwhile.
  while (isQuiet(end)) {
    end += ((until - clock(end) + minutesOfDay) % minutesOfDay || 1) * minute;
  }
  // Where the clock was set forward, that is too late.
  while (!isQuiet(end - minute)) end -= minute;
  return new Date(end);
}

/** The minute of the local day at a time. */
function localClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => minuteOf(format.format(at));
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function requireTimeOfDay(field: string, time: string): string {
  if (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(requireText(field, time))) return time;
  throw new InvalidInputError(field, "is not a time of day; give one like 22:00");
}

function requireZone(field: string, zone: string): string {
  const text = requireText(field, zone, 100);
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidInputError(field, "is not a time zone; give one like Europe/Berlin");
  }
}
