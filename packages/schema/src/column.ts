import type { ColumnType } from "kysely";

/**
 * A JSON column: the document's text, both ways. Engines keep the text as it was given, so nothing
 * but `JSON.parse` ever interprets it.
 */
export type JsonText = string;

/** A TIMESTAMPTZ column that the database fills with the present when it is left out. */
export type CreatedAt = ColumnType<Date, Date | undefined, never>;

/** A TIMESTAMPTZ column that starts as the present and moves. */
export type UpdatedAt = ColumnType<Date, Date | undefined, Date>;
