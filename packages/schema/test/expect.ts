import type { Insertable, Selectable } from "kysely";
import type { Database } from "../src/index.ts";

/** Compiles only where the check holds. What is wrong otherwise is in the compiler's message. */
export type Expect<Check extends true> = Check;

/** The tables are these, and no others. */
export type HasTables<Names extends string> = AreNames<keyof Database, Names>;

/** The table's columns are these, and no others. */
export type HasColumns<Table extends keyof Database, Names extends string> = AreNames<
  keyof Database[Table],
  Names
>;

/**
 * The column is read as this type or a narrower one, can be null where the database lets it be and nowhere
 * else, and cannot be left out of an insert where the database has nothing to put there.
 */
export type IsColumn<
  Table extends keyof Database,
  Column extends keyof Database[Table],
  Type,
  Missing extends "optional" | "required",
> = Column extends keyof Selectable<Database[Table]>
  ? IsRead<Selectable<Database[Table]>[Column], Type> extends true
    ? IsInserted<Insertable<Database[Table]>, Column, Missing>
    : IsRead<Selectable<Database[Table]>[Column], Type>
  : { wrong: "the type says that the column cannot be read" };

type AreNames<Own extends PropertyKey, Made extends PropertyKey> = [Own] extends [Made]
  ? [Made] extends [Own]
    ? true
    : { wrong: "the migrations make what the types do not have"; names: Exclude<Made, Own> }
  : { wrong: "the types have what the migrations do not make"; names: Exclude<Own, Made> };

type IsRead<Own, Made> = [NonNullable<Own>] extends [never]
  ? { wrong: "the type has no values" }
  : [NonNullable<Own>] extends [NonNullable<Made>]
    ? null extends Own
      ? null extends Made
        ? true
        : { wrong: "the type can be null, the column cannot" }
      : null extends Made
        ? { wrong: "the column can be null, the type cannot" }
        : true
    : { wrong: "the type is another one than the column's"; column: Made };

type IsInserted<Row, Column, Missing> = Missing extends "optional"
  ? true
  : Column extends keyof Row
    ? undefined extends Row[Column]
      ? { wrong: "the type can be left out of an insert, the column cannot" }
      : true
    : { wrong: "the type cannot be inserted, the column must be" };
