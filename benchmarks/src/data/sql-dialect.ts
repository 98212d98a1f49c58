/** The SQL of one engine in the seeds and the checks, where the engines differ. */
export interface SqlDialect {
  /** A FROM item with the column `i`, from `from` to below `to`. */
  series(from: number, to: number): string;
  uuid(text: string): string;
  /** Makes an id from the time in milliseconds and a number that distinguishes rows with the same time. */
  timeOrderedId(milliseconds: string, row: string): string;
  newId(): string;
  sha256(text: string): string;
  json(text: string): string;
  time(milliseconds: string): string;
  bytes(text: string): string;
  hex(bytes: string): string;
  /** Computes whole days since 1970, with arithmetic on the epoch. */
  day(time: string): string;
}

export const duckdb: SqlDialect = {
  series: (from, to) => `range(${from}, ${to}) AS series (i)`,
  uuid: (text) => `CAST(${text} AS UUID)`,
  timeOrderedId: (time, row) =>
    `CAST(printf('%08x-%04x-7000-8000-%012x', (${time}) >> 16, (${time}) & 65535, ${row}) AS UUID)`,
  newId: () => "gen_random_uuid()",
  sha256: (text) => `sha256(${text})`,
  json: (text) => text,
  time: (milliseconds) => `TIMESTAMPTZ 'epoch' + to_microseconds((${milliseconds}) * 1000)`,
  bytes: (text) => `encode(${text})`,
  hex: (bytes) => `hex(${bytes})`,
  day: (time) => `epoch_us(${time}) // 86400000000`,
};

export const postgres: SqlDialect = {
  series: (from, to) =>
    `generate_series(CAST(${from} AS BIGINT), CAST(${to - 1} AS BIGINT)) AS series (i)`,
  uuid: (text) => `CAST(${text} AS UUID)`,
  timeOrderedId: (time, row) =>
    `CAST(lpad(to_hex((${time}) >> 16), 8, '0') || '-' || lpad(to_hex((${time}) & 65535), 4, '0')
      || '-7000-8000-' || lpad(to_hex(${row}), 12, '0') AS UUID)`,
  newId: () => "gen_random_uuid()",
  sha256: (text) => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`,
  json: (text) => `CAST(${text} AS JSON)`,
  time: (milliseconds) => `TIMESTAMPTZ 'epoch' + (${milliseconds}) * INTERVAL '1 millisecond'`,
  bytes: (text) => `convert_to(${text}, 'UTF8')`,
  hex: (bytes) => `upper(encode(${bytes}, 'hex'))`,
  day: (time) => `CAST(floor(extract(epoch FROM ${time}) / 86400) AS INT)`,
};

/** `sha256` and `new_id` are functions that the SQLite contender registers. */
export const sqlite: SqlDialect = {
  series: (from, to) =>
    `(WITH RECURSIVE series (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM series WHERE i < ${to - 1})
      SELECT i FROM series) AS series`,
  uuid: (text) => text,
  timeOrderedId: (time, row) =>
    `printf('%08x-%04x-7000-8000-%012x', (${time}) >> 16, (${time}) & 65535, ${row})`,
  newId: () => "new_id()",
  sha256: (text) => `sha256(${text})`,
  json: (text) => text,
  time: (milliseconds) => milliseconds,
  bytes: (text) => `CAST(${text} AS BLOB)`,
  hex: (bytes) => `hex(${bytes})`,
  day: (time) => `${time} / 86400000`,
};
