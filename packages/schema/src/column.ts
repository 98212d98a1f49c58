import type { ColumnType } from "kysely";

/**
 * A JSON column: the document's text, both ways. Engines keep the text as it was given, so nothing
 * but `JSON.parse` ever interprets it.
 */
export type JsonText = string;

/** A TIMESTAMPTZ column that is written once, from the application's clock. */
export type CreatedAt = ColumnType<Date, Date, never>;

/** A TIMESTAMPTZ column that moves with each change, by the application's clock. */
export type UpdatedAt = ColumnType<Date, Date, Date>;

/**
 * How many bytes of UTF-8 a row's long texts have together, so that a page can end by bytes. Null where that
 * is not known; such rows are measured as they are read.
 */
export type ContentBytes = ColumnType<number | null, number | null | undefined, number | null>;
