import {
  type AgentTaskKey,
  cancelAgentTask,
  type ChangedAgentTask,
  giveAgentTaskInput,
  retryAgentTask,
} from "@handsfree/repositories/agent-tasks";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { printTask } from "./outcome.ts";

type Options = GlobalOptions & UserOptions & ActorOptions;

export function answer(id: string, text: string, options: Options): Promise<void> {
  return change(id, options, (db, key) => giveAgentTaskInput(db, { ...key, answer: text }));
}

export function cancel(id: string, options: Options & { readonly reason?: string }): Promise<void> {
  const { reason } = options;
  return change(id, options, (db, key) => cancelAgentTask(db, { ...key, reason }));
}

export function retry(id: string, options: Options): Promise<void> {
  return change(id, options, (db, key) => retryAgentTask(db, key));
}

async function change(
  id: string,
  options: Options,
  make: (
    db: Kysely<Database>,
    key: AgentTaskKey & { readonly by: string | undefined },
  ) => Promise<ChangedAgentTask<string>>,
): Promise<void> {
  const key = { userId: options.user, id, by: options.by };
  const changed = await useDatabase(options, (db) => make(db, key), { readOnly: false });
  if (!("task" in changed)) throw new NotFoundError("the user has no task with this id");
  await printTask(changed, options);
}
