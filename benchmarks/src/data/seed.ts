/**
 * The owners of the seeded rows, evenly distributed. Their ids are random like real ones: DuckDB compresses
 * consecutive ids so that reading one takes half a millisecond.
 */
export const seededUsers: readonly string[] = [
  "6513270e-269e-4d37-b2a7-4de452e6b438",
  "d23f0824-128b-4f33-8c5c-7fd0a6a3a450",
  "9531985d-5d9d-49f8-9818-e811892f902b",
  "36f675cc-81e7-4ef5-a8e2-5d940ed90475",
  "6b0d549b-6f03-475a-9600-a35a099950d8",
  "8d116ece-1738-47d9-bd9c-172411e20b8f",
  "90c192cf-d3ac-44af-8f21-ddb66cad4a26",
  "a170b338-3926-4059-b28c-105d1fb17c23",
  "0fd630f1-f29d-4da9-953f-48f1a09f76b5",
  "0cb1e29c-658c-4a14-95e6-0af593bd04cf",
];
/** The owner of few action logs among many. */
export const rareUser = "f1c0a5c8-1c5e-4f0b-9b8e-5a3f6f7b2d10";
export const rareRows = 10;

/** Each row of the action logs whose number is a multiple of this is the rare user's. */
export function rareStep({ rows }: Seed): number {
  return Math.ceil(rows / rareRows);
}

export const dayMilliseconds = 86_400_000;
const seededDays = 365;

/** The rows of a table before the measurement: one for each `step`, up to the day before. */
export interface Seed {
  readonly rows: number;
  /** The time of row 0, in milliseconds since 1970. */
  readonly start: number;
  /** The time between two rows, in milliseconds. */
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

function seededTime(seed: Seed, row: number): number {
  return seed.start + row * seed.step;
}

/** Makes an id in the form of a UUIDv7, so that ids are in order of time like real ones. */
export function seededId(seed: Seed, row: number): string {
  const time = seededTime(seed, row).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${row.toString(16).padStart(12, "0")}`;
}

export function seededUser(row: number): string {
  return seededUsers[row % seededUsers.length] as string;
}

export function seededToken(row: number): string {
  return `seed-${row}`;
}

/** Picks seeded rows in an irregular order, which is the same for every contender. */
export function scatteredRow(seed: Seed, n: number): number {
  return (n * 2_654_435_761) % seed.rows;
}
