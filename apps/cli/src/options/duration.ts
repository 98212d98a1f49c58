import { InvalidInputError } from "@handsfree/query";

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Makes the parser of an option whose value is a time such as `90s`, `10m` or `1h`. @returns milliseconds. */
export function durationFor(
  field: string,
  most: { readonly hours: number },
): (text: string) => number {
  return (text) => {
    const [, digits = "", unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
    const milliseconds = Number(digits) * (units[unit] ?? 0);
    if (milliseconds > 0 && milliseconds <= most.hours * 3_600_000) return milliseconds;
    throw new InvalidInputError(
      field,
      `must be a time such as 90s, 10m or 1h, up to ${most.hours}h`,
    );
  };
}
