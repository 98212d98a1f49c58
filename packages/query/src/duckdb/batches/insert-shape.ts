import { type CompiledQuery, type InsertQueryNode, RawNode, ReferenceNode } from "kysely";
import { plainInsert } from "../../batches/plain-insert.ts";
import { gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { compileKeyLookup, duckDbTemplate } from "./key-template.ts";

/** The common form of inserts of one row that can be one statement. */
export interface InsertShape {
  readonly kind: "insert";
  /** The text of a single insert, as its caller wrote it. */
  readonly sql: string;
  readonly table: string;
  /** The key of ON CONFLICT (…) DO NOTHING; undefined without ON CONFLICT. */
  readonly key: InsertKey | undefined;
  /** Whether it returns rows. */
  readonly returning: boolean;
  /** Inserts `select …` instead, without ON CONFLICT. */
  readonly insert: SqlTemplate;
}

interface InsertKey {
  readonly parameter: number;
  /** Selects the keys in the table, as `keyName`. The gap is the comparison with the key. */
  readonly lookup: SqlTemplate;
}

export function insertShape(query: CompiledQuery, node: InsertQueryNode): InsertShape | undefined {
  const plain = plainInsert(query, node);
  if (plain === undefined) return undefined;
  const { table, key } = plain;
  const { onConflict: _, ...insert } = { ...node, values: RawNode.create(["select ", ""], [gap]) };
  return {
    kind: "insert",
    sql: query.sql,
    table: table.table.identifier.name,
    key: key && {
      parameter: key.parameter,
      lookup: compileKeyLookup(query, table, ReferenceNode.create(key.column)),
    },
    returning: plain.returning !== undefined,
    insert: duckDbTemplate(insert, query),
  };
}
