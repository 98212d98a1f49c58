const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A duration with two or three digits, with a space that does not break, for example `40 s`, `1.5 min` or `12 ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0\u00A0s";
  const [unit, size] = units.find(([, least]) => milliseconds >= least) ?? ["ms", 1];
  const value = milliseconds / size;
  const digits = value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })}\u00A0${unit}`;
}
