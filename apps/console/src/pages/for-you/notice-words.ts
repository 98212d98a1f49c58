import type { EventTriggerJson, NoticeJson } from "@handsfree/wire/notices";
import type { Tone } from "../../components/badge/badge.tsx";

type NoticeKind = NoticeJson["kind"];

/** The words of a notice by its kind: for the person whom it concerns, and for others who watch the repository. */
const words: Readonly<Record<NoticeKind, readonly [own: string, watched: string]>> = {
  review_requested: ["Your review is wanted", "A review is wanted"],
  changes_requested: ["Changes of your pull request are wanted", "Changes are wanted"],
  approved: ["Your pull request is approved", "A pull request is approved"],
  checks_failed: ["Your checks failed", "Checks failed"],
  checks_passed: ["Your checks passed", "Checks passed"],
  mentioned: ["You are mentioned", "People are mentioned"],
  assigned: ["Assigned to you", "Assigned to others"],
  merged: ["Your pull request is merged", "A pull request is merged"],
};

/** The words of a notice. A later server can have kinds that this page does not know. */
export function wordsOf({ kind, login }: Pick<NoticeJson, "kind" | "login">): string {
  const known = Object.hasOwn(words, kind) ? words[kind] : undefined;
  return known?.[login === null ? 1 : 0] ?? kind.replaceAll("_", " ");
}

/** What a trigger waits for. */
export function eventOf({ kind }: EventTriggerJson["when"]): string {
  return wordsOf({ kind, login: null });
}

/** The pull request, the issue or the repository of a notice or of a trigger. */
export function subjectOf({
  repository,
  number,
}: Pick<NoticeJson, "number" | "repository">): string {
  return number === null ? repository : `${repository}#${number}`;
}

/** The tones of priorities. */
export const priorityTones: Readonly<Record<string, Tone>> = { now: "warn", soon: "info" };

/** The address of a notice if it is one of github.com. Others are shown as a text, since they can lead anywhere. */
export function linkOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  const isGithub = parsed?.protocol === "https:" && parsed.host === "github.com";
  return isGithub && parsed.username === "" ? parsed.href : undefined;
}
