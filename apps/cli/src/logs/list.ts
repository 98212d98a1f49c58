import { listActionLogs } from "@handsfree/repositories/action-logs";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { actionLogView } from "./view.ts";

interface ListOptions extends GlobalOptions, UserOptions, PageOptions {
  readonly actionType?: string;
  readonly ok?: boolean;
  readonly target?: string;
}

export async function listLogs(options: ListOptions): Promise<void> {
  const page = await useDatabase(options, (db) =>
    listActionLogs(db, { ...options, userId: options.user }),
  );
  await printPage(page, actionLogView, options);
}
