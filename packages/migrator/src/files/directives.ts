const noTransaction = /^-- migrate: no-transaction[ \t]*$/;

/** Whether the first line says that the file cannot run in a transaction. */
export function saysNoTransaction(sql: string): boolean {
  return noTransaction.test(sql.split("\n", 1)[0] ?? "");
}

/** The line, from 2, that says so in the wrong place, where nobody would heed it. */
export function misplacedNoTransaction(sql: string): number | undefined {
  const index = sql.split("\n").findIndex((line, at) => at > 0 && noTransaction.test(line.trim()));
  return index === -1 ? undefined : index + 1;
}

/** The versions of the lines `-- migrate: tolerates VERSION`, or of another directive that takes one. */
export function valuesOfDirective(
  directive: "adopts" | "before" | "tolerates",
  sql: string,
): string[] {
  return Array.from(sql.matchAll(/^-- migrate: (\S+) (\S+)[ \t]*$/gm), ([, name, version]) =>
    name === directive ? (version ?? "") : "",
  ).filter((version) => version !== "");
}
