import { findAgentTask, listAgentTasks } from "@handsfree/repositories/agent-tasks";
import { renderAgentTask } from "@handsfree/wire/agent-tasks";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { printPage } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";
import { renderTask, taskView } from "./view.ts";

interface ListOptions extends GlobalOptions, UserOptions, PageOptions {
  readonly status?: string;
  readonly provider?: string;
}

export async function listAll(options: ListOptions): Promise<void> {
  const { user: userId, status, provider } = options;
  const filter = { userId, status, provider, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listAgentTasks(db, filter));
  const isFiltered = status !== undefined || provider !== undefined;
  const empty = isFiltered ? "No task matches." : taskView.empty;
  await printPage(page, { ...taskView, empty }, options);
}

export async function show(id: string, options: GlobalOptions & UserOptions): Promise<void> {
  const task = await useDatabase(options, (db) => findAgentTask(db, { userId: options.user, id }));
  if (task === undefined) throw new NotFoundError("the user has no task with this id");
  if (options.json) return printJson(renderAgentTask(task, exactText));
  await print(renderTask(task));
}
