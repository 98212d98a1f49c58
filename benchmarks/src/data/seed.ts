/** How many owners the seeded rows are spread over, evenly. */
export const seededUsers = 10;
export const dayMilliseconds = 86_400_000;
const seededDays = 365;

/** The rows that a table holds before anything is measured: one every `step`, up to the day before. */
export interface Seed {
  readonly rows: number;
  /** Of row 0, in milliseconds since 1970. */
  readonly start: number;
  /** Between two rows, in milliseconds. */
  readonly step: number;
}

export function seedOf(rows: number, now: number = Date.now()): Seed {
  const today = Math.floor(now / dayMilliseconds) * dayMilliseconds;
  return {
    rows,
    start: today - seededDays * dayMilliseconds,
    step: Math.floor((seededDays * dayMilliseconds) / rows),
  };
}

export function seededTime(seed: Seed, row: number): number {
  return seed.start + row * seed.step;
}

/** Shaped like a UUIDv7, so that ids lie in order of time as real ones do. */
export function seededId(seed: Seed, row: number): string {
  const time = seededTime(seed, row).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${row.toString(16).padStart(12, "0")}`;
}

/**
 * Set apart by its first digit. Ids that differ in their low bits alone, as real ones do not, DuckDB packs
 * into bits, and takes a hundred times as long to read.
 */
export function seededUser(row: number): string {
  return `${row % seededUsers}0000000-0000-4000-8000-000000000000`;
}

export function seededToken(row: number): string {
  return `seed-${row}`;
}

/** Jumps through the seeded rows, the same way for every contender. */
export function scatteredRow(seed: Seed, n: number): number {
  return (n * 2_654_435_761) % seed.rows;
}
