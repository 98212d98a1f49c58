import type { ExpandedPendingActionJson } from "@handsfree/wire/pending-actions";
import { parseExactly } from "../../components/json-tree/exact-json.ts";
import { shapeOf } from "../../components/json-tree/json-node.ts";
import { count, hearable, quote, timeLeftAloud } from "./hearable.ts";

/** How many arguments, and how many characters of each, are read. */
const mostArguments = 10;
const mostOfArgument = 80;

/** An action as it is read to a person: the very version that their answer is for. */
export interface SpokenAction {
  readonly id: string;
  /** The digest of what was read. The server refuses an answer about another one. */
  readonly digest: string;
  /** Whether an approval takes a passkey, and a voice is not enough. */
  readonly isStrong: boolean;
  /** A few words, to name it in a question. */
  readonly name: string;
  /** Who asks for what, and how much time there is. */
  readonly opening: string;
  /** The arguments at their top level. */
  readonly details: string;
}

/** Makes the texts of an action. @param now in milliseconds since the epoch. */
export function spokenAction(action: ExpandedPendingActionJson, now: number): SpokenAction {
  const { id, payload_digest: digest, summary } = action;
  return {
    id,
    digest,
    isStrong: action.confirmation === "strong",
    name: hearable(summary, 120),
    opening: openingOf(action, now),
    details: detailsOf(action.display.action_payload),
  };
}

function openingOf(action: ExpandedPendingActionJson, now: number): string {
  const { proposer, repository, expires_at: expiresAt } = action;
  const asker =
    proposer?.name === undefined || proposer.name === null
      ? action.service_id === null
        ? "A person"
        : "A service"
      : `${proposer.kind === "service" ? "The service " : ""}${hearable(proposer.name, 60)}`;
  const sentences = [
    `${asker} asks, ${quote(action.summary, 300)}`,
    `Type: ${hearable(action.action_type, 80)}`,
    repository === null ? "" : `Repository: ${hearable(repository, 100)}`,
    action.version > 1 ? `It was edited, this is version ${action.version}` : "",
    action.required_approvals > 1
      ? `It needs ${count(action.required_approvals, "approval")} and has ${action.approvals}`
      : "Your approval alone decides it",
    `Time left: ${timeLeftAloud(Date.parse(expiresAt) - now)}`,
  ];
  return sentences.filter((sentence) => sentence !== "").join(". ") + ".";
}

function detailsOf(json: string): string {
  const { value, problem } = parseExactly(json);
  if (problem !== undefined) return "The arguments cannot be read aloud here. The page shows them.";
  const { entries, kind, text } = shapeOf(value);
  if (kind !== "object" && kind !== "array") return `The argument is ${quote(text, 200)}.`;
  if (entries.length === 0) return "It has no arguments.";
  const read = entries
    .slice(0, mostArguments)
    .map(([key, each]) => `${hearable(String(key), 40)}: ${valueAloud(each)}`);
  const rest = entries.length - read.length;
  const more = rest > 0 ? ` And ${count(rest, "more argument")}.` : "";
  return `${count(entries.length, "argument")}. ${read.join(". ")}.${more} End of arguments.`;
}

function valueAloud(value: unknown): string {
  const { kind, entries, text } = shapeOf(value);
  if (kind === "object") return `an object of ${count(entries.length, "member")}`;
  if (kind === "array") return `a list of ${count(entries.length, "element")}`;
  if (text === "") return "empty";
  return hearable(text, mostOfArgument);
}
