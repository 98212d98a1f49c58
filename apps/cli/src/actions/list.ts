import {
  listPendingActions,
  type PendingActionFilter,
} from "@handsfree/repositories/pending-actions";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { pendingActionView } from "./view.ts";

type Filter = Pick<PendingActionFilter, "role" | "state" | "actionType">;
type ListOptions = GlobalOptions & UserOptions & PageOptions & Filter;

export async function listActions(options: ListOptions): Promise<void> {
  const page = await useDatabase(options, (db) =>
    listPendingActions(db, { ...options, userId: options.user }),
  );
  const filtered = options.state !== undefined || options.actionType !== undefined;
  const empty = filtered ? "No action matches." : pendingActionView.empty;
  await printPage(page, { ...pendingActionView, empty }, options);
}
