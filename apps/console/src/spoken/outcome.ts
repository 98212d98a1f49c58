import { HandsFreeProblem } from "@handsfree/client";
import type { ExpandedPendingActionJson } from "@handsfree/wire/pending-actions";
import { client } from "../api/client.ts";
import { stateWord, wordsOfFailure, wordsOfOutcome } from "../decisions/outcome-words.ts";
import { rememberDecided } from "../decisions/decided-here.ts";
import { hearable } from "./aloud/hearable.ts";
import type { SpokenAction } from "./aloud/spoken-action.ts";
import type { Settlement } from "./dialogue/run-dialogue.ts";
import type { SpokenAnswer } from "./understand/understand.ts";

/** Reads an action, with the names of the people and the service in it. */
export function readNamedAction(
  id: string,
  signal?: AbortSignal,
): Promise<ExpandedPendingActionJson> {
  const query = { expand: ["names", "proposer", "confirmation"] } as const;
  return client.request("GET /v1/pending-actions/{id}", { path: { id }, query, signal });
}

/** Sends a spoken answer about the version that was read, and says what the server made of it. */
export async function sendAnswer(action: SpokenAction, answer: SpokenAnswer): Promise<Settlement> {
  const body = { payload_digest: action.digest, surface: "voice" } as const;
  try {
    const taken =
      answer.intent === "approve"
        ? await client.pendingActions.approve(action.id, body)
        : await client.pendingActions.reject(action.id, { ...body, reason: answer.reason });
    rememberDecided(action.id);
    const missing = "missing" in taken ? taken.missing : null;
    const { title, detail } = wordsOfOutcome(taken.outcome, missing, taken.action);
    return { isTaken: true, text: sentence(title, detail) };
  } catch (error) {
    return { isTaken: false, text: await failureAloud(action.id, error) };
  }
}

async function failureAloud(id: string, error: unknown): Promise<string> {
  if (!(error instanceof HandsFreeProblem)) {
    const { title } = wordsOfFailure(error);
    return `${title}, so it is not known whether your answer counts. Look at the page.`;
  }
  if (error.code === "already_decided") {
    const action = await readNamedAction(id).catch(() => undefined);
    if (action !== undefined) return endAloud(action);
  }
  const { title, detail } = wordsOfFailure(error);
  return sentence(title, detail);
}

/** How an action ended, and by whom. */
export function endAloud({ state, decided_by: by, names }: ExpandedPendingActionJson): string {
  if (state === "expired") return "It expired. Nothing was decided.";
  const name = by === null ? undefined : names?.[by]?.name;
  const who = by === null ? "" : ` by ${hearable(name ?? "another person", 60)}`;
  return `It was ${stateWord(state)}${who}.`;
}

function sentence(title: string, detail: string | undefined): string {
  const words = hearable(detail ?? "", 300);
  return words === "" ? `${title}.` : `${title}. ${words}`;
}
