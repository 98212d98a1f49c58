import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import {
  ExecutionFailure,
  type NewActionPreview,
  type PendingAction,
  pendingActionLimits,
} from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";
import { readPayload } from "../payload.ts";
import { kindOf, requireSameRepository } from "./carry-out.ts";
import type { GithubAccess } from "./client/access.ts";
import { unreadable } from "./client/problem.ts";
import { toRepository } from "./repository.ts";

const limits = pendingActionLimits.preview;

/** The preview for a person who decides: GitHub's facts, or the reason why there are none. */
export async function describeAction(
  db: Executor<Database>,
  access: GithubAccess,
  action: PendingAction,
  signal: AbortSignal,
  context: Context,
): Promise<NewActionPreview> {
  try {
    const kind = kindOf(action);
    const payload = readPayload(kind.schema, action) as { readonly repo: string };
    requireSameRepository(action, payload.repo);
    const repository = toRepository(payload.repo);
    const owner = { userId: action.userId, repository };
    const github = await access.clientFor(db, owner, signal, context);
    const { title, url, facts } = await kind.preview(payload, { github, repository });
    const [more] = facts.length > limits.facts ? [facts.length - limits.facts + 1] : [0];
    const kept = more === 0 ? facts : facts.slice(0, limits.facts - 1);
    return {
      title: cut(title, limits.title),
      url,
      facts: [
        ...kept.map(({ label, value }) => ({
          label: cut(label, limits.label),
          value: cut(value, limits.value),
        })),
        ...(more === 0 ? [] : [{ label: "More", value: `${more} lines are not shown` }]),
      ],
    };
  } catch (error) {
    if (error instanceof HandsFreeError) throw error;
    return withoutPreview(error instanceof ExecutionFailure ? error.message : unreadable().message);
  }
}

/** The preview if there is nothing to show. */
export function withoutPreview(reason: string): NewActionPreview {
  return {
    title: "There is no preview",
    facts: [{ label: "Reason", value: cut(reason, limits.value) }],
  };
}

/** A text of at most so many code units, and of one at least. */
function cut(text: string, most: number): string {
  const shown = text.trim() === "" ? "none" : text;
  return shown.length <= most ? shown : `${shown.slice(0, most - 1).toWellFormed()}…`;
}
