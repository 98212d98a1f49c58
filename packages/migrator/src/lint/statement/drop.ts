import { Cursor, splitAtCommas } from "./cursor.ts";
import type { Parsed } from "./statement.ts";

const twoWords = [
  ["MATERIALIZED", "VIEW"],
  ["FOREIGN", "TABLE"],
  ["EVENT", "TRIGGER"],
] as const;

/** Reads a DROP of anything. */
export function readDrop(cursor: Cursor): Parsed<"drop"> | undefined {
  if (!cursor.take("DROP")) return undefined;
  const pair = twoWords.find((words) => cursor.take(...words));
  const what = (pair?.join(" ") ?? cursor.step()?.text ?? "").toLowerCase();
  const concurrently = cursor.take("CONCURRENTLY");
  const ifExists = cursor.take("IF", "EXISTS");
  const names = splitAtCommas(cursor.until(() => cursor.isAt("CASCADE") || cursor.isAt("RESTRICT")))
    .map((tokens) => new Cursor(tokens).name())
    .filter((name) => name !== undefined);
  return { kind: "drop", what, names, concurrently, ifExists, cascade: cursor.take("CASCADE") };
}
