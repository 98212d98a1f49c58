import { listPendingActions } from "@handsfree/repositories";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { pendingActionView } from "./view.ts";

type ListOptions = GlobalOptions & UserOptions & PageOptions;

export async function listActions(options: ListOptions): Promise<void> {
  const page = await useDatabase(options, (db) =>
    listPendingActions(db, { ...options, userId: options.user }),
  );
  await printPage(page, pendingActionView, options);
}
