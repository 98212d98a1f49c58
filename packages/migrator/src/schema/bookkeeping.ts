/** Tables of the migrator itself, of which it has more or fewer from release to release. */
export function isBookkeeping(table: string): boolean {
  return table.startsWith("schema_migration");
}
