const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  // Up to two weeks are days: "in 7 days" says more than "next week".
  ["week", 604_800, 1_209_600],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "yesterday" is clear, and "last month" could be any day of it. */
const numericUnits: ReadonlySet<string> = new Set(["year", "month", "week"]);
const formats = {
  auto: new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" }),
  always: new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" }),
};

/** How far a time is from another, for example `3 min. ago`. Below ten seconds it is `now`. */
export function relativeTime(time: number, now: number): string {
  const seconds = (time - now) / 1000;
  if (Math.abs(seconds) < 10) return "now";
  const [unit, size] = units.find(([, each, least = each]) => Math.abs(seconds) >= least) ?? [
    "second",
    1,
  ];
  const format = formats[numericUnits.has(unit) ? "always" : "auto"];
  return format.format(Math.trunc(seconds / size), unit);
}

/** A time to the second in the zone of the person, for example `2026-11-29 19:58:35 +01:00`. */
export function exactTime(time: number): string {
  const at = new Date(time);
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  const zone = -at.getTimezoneOffset();
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${clock} ${zone < 0 ? "-" : "+"}${two(zone / 60)}:${two(zone % 60)}`;
}

/** How long something still takes, for example `4:05` or `2 h 3 min`. Zero if the time is over. */
export function timeLeft(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}
