import { createAgentTask } from "@handsfree/repositories/agent-tasks";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { printTask } from "./outcome.ts";

interface CreateOptions extends GlobalOptions, UserOptions, ActorOptions {
  readonly provider: string;
  readonly repository?: string;
  readonly issue?: number;
  readonly pullRequest?: number;
  readonly command?: string;
  readonly action?: string;
  readonly dueAt?: Date;
  readonly maxAttempts?: number;
}

export async function create(instruction: string, options: CreateOptions): Promise<void> {
  const { user: userId, provider, repository, dueAt, maxAttempts, by } = options;
  const { issue: issueNumber, pullRequest: pullRequestNumber } = options;
  const { command: commandId, action: actionId } = options;
  const place = { repository, issueNumber, pullRequestNumber };
  const input = { userId, provider, instruction, ...place, commandId, actionId, dueAt, by };
  const created = await useDatabase(
    options,
    (db) => createAgentTask(db, { ...input, maxAttempts }),
    { readOnly: false },
  );
  if (created.outcome === "created") return printTask(created, options);
  const record = created.outcome === "command_not_found" ? "command" : "action";
  throw new NotFoundError(`the user has no ${record} with this id`);
}
