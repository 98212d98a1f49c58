import { type ActionLog, findActionLog } from "@handsfree/repositories/action-logs";
import { renderActionLog } from "@handsfree/wire/action-logs";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { print, printJson } from "../output/print.ts";
import { renderRecord } from "../output/table.ts";

export async function showLog(
  id: string,
  { user, json, ...options }: GlobalOptions & UserOptions,
): Promise<void> {
  const log = await useDatabase(options, (db) => findActionLog(db, { userId: user, id }));
  if (log === undefined) throw new NotFoundError("the user has no action log with this id");
  await (json ? printJson(renderActionLog(log, exactText)) : print(renderLog(log)));
}

function renderLog(log: ActionLog): string {
  return renderRecord({
    "CREATED AT": log.createdAt,
    OK: log.ok,
    TYPE: log.actionType,
    TARGET: log.target,
    REQUEST: log.requestJson,
    RESULT: log.resultJson,
    KEY: log.idempotencyKey,
    "KEY EXPIRES AT": log.keyExpiresAt,
    ID: log.id,
  });
}
