import { InvalidInputError } from "@handsfree/query";
import { requireString } from "../validate.ts";

/** Where a page of runs ended. */
export interface RunCursor {
  readonly startedAt: Date;
  readonly ownedKey: string;
}

export function encodeRunCursor({ startedAt, ownedKey }: RunCursor): string {
  return Buffer.from(`${startedAt.toISOString()}/${ownedKey}`).toString("base64url");
}

/** In no other form: PostgreSQL takes fewer years than a Date does. */
const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/(.+)$/s;

/** @throws {InvalidInputError} unless it is one that `encodeRunCursor` made. */
export function decodeRunCursor(cursor: string): RunCursor {
  const text = Buffer.from(requireString("cursor", cursor), "base64url").toString();
  const [, time = "", ownedKey = ""] = form.exec(text) ?? [];
  const startedAt = new Date(time);
  if (Number.isNaN(startedAt.getTime()) || text.includes("\0")) {
    throw new InvalidInputError(
      "cursor",
      "is not one that a list returned; give a nextCursor as it was, or none",
    );
  }
  return { startedAt, ownedKey };
}
