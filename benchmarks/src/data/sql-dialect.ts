/** The SQL of one engine in the seeds and the checks, where the engines differ. */
export interface SqlDialect {
  /** A FROM item with the column `i`, from `from` to below `to`. */
  series(from: number, to: number): string;
  uuid(text: string): string;
  /** Makes an id from the time in milliseconds and a number that distinguishes rows with the same time. */
  timeOrderedId(milliseconds: string, row: string): string;
  /** As the function `hashedId`. */
  hashedId(text: string): string;
  newId(): string;
  sha256(text: string): string;
  json(text: string): string;
  time(milliseconds: string): string;
  bytes(text: string): string;
  hex(bytes: string): string;
}

function uuidOf(hash: string): string {
  const part = (from: number, length: number): string => `substr(${hash}, ${from}, ${length})`;
  return `${part(1, 8)} || '-' || ${part(9, 4)} || '-4' || ${part(13, 3)} || '-8' || ${part(16, 3)}
    || '-' || ${part(19, 12)}`;
}

export const duckdb: SqlDialect = {
  series: (from, to) => `range(${from}, ${to}) AS series (i)`,
  uuid: (text) => `CAST(${text} AS UUID)`,
  timeOrderedId: (time, row) =>
    `CAST(printf('%08x-%04x-7000-8000-%012x', (${time}) >> 16, (${time}) & 65535, ${row}) AS UUID)`,
  hashedId: (text) => `CAST(${uuidOf(`sha256(${text})`)} AS UUID)`,
  newId: () => "gen_random_uuid()",
  sha256: (text) => `sha256(${text})`,
  json: (text) => text,
  time: (milliseconds) => `TIMESTAMPTZ 'epoch' + to_microseconds((${milliseconds}) * 1000)`,
  bytes: (text) => `encode(${text})`,
  hex: (bytes) => `hex(${bytes})`,
};

function postgresSha256(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}

export const postgres: SqlDialect = {
  series: (from, to) =>
    `generate_series(CAST(${from} AS BIGINT), CAST(${to - 1} AS BIGINT)) AS series (i)`,
  uuid: (text) => `CAST(${text} AS UUID)`,
  timeOrderedId: (time, row) =>
    `CAST(lpad(to_hex((${time}) >> 16), 8, '0') || '-' || lpad(to_hex((${time}) & 65535), 4, '0')
      || '-7000-8000-' || lpad(to_hex(${row}), 12, '0') AS UUID)`,
  hashedId: (text) => `CAST(${uuidOf(postgresSha256(text))} AS UUID)`,
  newId: () => "gen_random_uuid()",
  sha256: postgresSha256,
  json: (text) => `CAST(${text} AS JSON)`,
  time: (milliseconds) => `TIMESTAMPTZ 'epoch' + (${milliseconds}) * INTERVAL '1 millisecond'`,
  bytes: (text) => `convert_to(${text}, 'UTF8')`,
  hex: (bytes) => `upper(encode(${bytes}, 'hex'))`,
};

/** `sha256`, `hashed_id` and `new_id` are functions that the SQLite contender registers. */
export const sqlite: SqlDialect = {
  series: (from, to) =>
    `(WITH RECURSIVE series (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM series WHERE i < ${to - 1})
      SELECT i FROM series) AS series`,
  uuid: (text) => text,
  timeOrderedId: (time, row) =>
    `printf('%08x-%04x-7000-8000-%012x', (${time}) >> 16, (${time}) & 65535, ${row})`,
  hashedId: (text) => `hashed_id(${text})`,
  newId: () => "new_id()",
  sha256: (text) => `sha256(${text})`,
  json: (text) => text,
  time: (milliseconds) => milliseconds,
  bytes: (text) => `CAST(${text} AS BLOB)`,
  hex: (bytes) => `hex(${bytes})`,
};
