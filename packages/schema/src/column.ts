import type { ColumnType } from "kysely";

/**
 * A JSON column, read and written as the document's text. Engines keep the text as it was given, so only
 * `JSON.parse` interprets it.
 */
export type JsonText = string;

/** A TIMESTAMPTZ column that the application's clock sets once. */
export type CreatedAt = ColumnType<Date, Date, never>;

/** A TIMESTAMPTZ column that the application's clock sets at each change. */
export type UpdatedAt = ColumnType<Date, Date, Date>;

/**
 * The number of UTF-8 bytes of a row's long texts, so that a page can end by bytes. Null when unknown; such
 * rows are measured when they are read.
 */
export type ContentBytes = ColumnType<number | null, number | null | undefined, number | null>;
