import { findPendingAction } from "@handsfree/repositories/pending-actions";
import { renderPendingAction } from "@handsfree/wire/pending-actions";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { print, printJson } from "../output/print.ts";
import { renderRecord } from "../output/table.ts";
import { pendingActionDetails } from "./view.ts";

export async function showAction(
  id: string,
  { user, json, ...options }: GlobalOptions & UserOptions,
): Promise<void> {
  const action = await useDatabase(options, (db) => findPendingAction(db, { userId: user, id }));
  if (action === undefined) throw new NotFoundError("the user has no action with this id");
  await (json
    ? printJson(renderPendingAction(action, exactText))
    : print(renderRecord(pendingActionDetails(action))));
}
