export interface Tables {
  notes: { id: string; body: string };
  claims: { key: string; owner: string };
  lefts: { id: string; body: string };
  rights: { id: string; body: string };
}

export const schema: readonly string[] = [
  "create table if not exists notes (id text, body text)",
  "create table if not exists claims (key text primary key, owner text)",
  "create table if not exists lefts (id text primary key, body text)",
  "create table if not exists rights (id text primary key, body text)",
];

/** What a row must hold to be whole, up to a few kilobytes. */
export function bodyOf(id: string): string {
  const size = (id.length * 37 + (id.codePointAt(id.length - 1) ?? 0)) % 97;
  return `${id}:`.repeat(size + 1);
}
