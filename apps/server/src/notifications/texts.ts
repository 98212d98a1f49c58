import { escapeInvisible } from "@handsfree/repositories";
import type { Notice } from "@handsfree/repositories/notifications";

/** The most of a summary that a notice shows, in UTF-16 code units. */
const mostShown = 600;

/** What a notice says in words. */
export interface NoticeTexts {
  readonly title: string;
  /** The summary, if the person wants to see it; null for nothing of the action. */
  readonly summary: string | null;
  /** Where the action is decided, which asks again; null for a test. Opening it decides nothing. */
  readonly url: string | null;
}

/** @param origin where browsers reach the server. */
export function textsOf(notice: Omit<Notice, "signal">, origin: string): NoticeTexts {
  const { actionId, action, showsSummary, purpose } = notice;
  return {
    title: titleOf(notice),
    summary: showsSummary && action !== null && purpose === "ask" ? shorten(action.summary) : null,
    url: actionId === null ? null : `${origin}/waiting/${actionId}`,
  };
}

function titleOf({ purpose, isUrgent }: Pick<Notice, "purpose" | "isUrgent">): string {
  switch (purpose) {
    case "ask":
      return isUrgent ? "An action waits for you, and is urgent" : "An action waits for you";
    case "clear":
      return "The action does not wait for you any more";
    default:
      return "HandsFree reaches you here";
  }
}

function shorten(summary: string): string {
  const text = escapeInvisible(summary);
  return text.length <= mostShown ? text : `${text.slice(0, mostShown - 1).toWellFormed()}…`;
}
