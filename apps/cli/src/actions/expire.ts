import { InvalidInputError } from "@handsfree/query";
import { expirePendingActions } from "@handsfree/repositories/pending-actions";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

interface ExpireOptions extends GlobalOptions {
  readonly limit?: number;
}

export async function expireActions({ limit, json, ...options }: ExpireOptions): Promise<void> {
  const expired = await useDatabase(options, (db) => expirePendingActions(db, { limit }), {
    readOnly: false,
  });
  const text = `expired ${expired} ${expired === 1 ? "action" : "actions"}\n`;
  await (json ? printJson({ expired }) : print(text));
}

/** Parses a limit that, unlike that of a page, has no maximum. */
export function parseExpireLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidInputError("limit", "is not a number; give a whole number from 1");
}
