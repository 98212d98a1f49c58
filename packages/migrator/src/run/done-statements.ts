import { checksumOf } from "../files/checksum.ts";
import type { Migration } from "../files/migration.ts";

/** Over the statements before the numbered one, as they are in the file. */
export function checksumBefore({ statements }: Migration, statement: number): string {
  return checksumOf(
    statements
      .slice(0, statement - 1)
      .map(({ text }) => text)
      .join(";\n"),
  );
}
