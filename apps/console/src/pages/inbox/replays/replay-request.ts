import type { BodyOf } from "@handsfree/client";
import { given, textParam } from "../../../api/search-params.ts";
import type { InboxFilter } from "../inbox-search.ts";

/** What the API takes for a replay. */
type ReplayRequest = BodyOf<"POST /v1/webhook-replays">;
/** Which deliveries a replay takes. */
export type ReplayFilter = ReplayRequest["filter"];

/** The states that a replay takes deliveries from. */
export const replayableStates = ["processed", "ignored", "failed", "dead"] as const;
/** One of `replayableStates`. */
type ReplayableState = (typeof replayableStates)[number];

/** What a person has entered for a replay. */
export interface ReplayDraft {
  readonly source: string;
  readonly type: string;
  readonly states: readonly ReplayableState[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** Deliveries a second; empty for all at once. */
  readonly rate: string;
  readonly reason: string;
}

/** A draft of what the list shows. */
export function draftOf({ source, type, state, since, until }: InboxFilter): ReplayDraft {
  const states = replayableStates.filter((each) => each === state);
  return {
    source: source ?? "",
    type: type ?? "",
    states: states.length === 0 ? replayableStates : states,
    since,
    until,
    rate: "",
    reason: "",
  };
}

/** The deliveries that a draft names. */
export function filterOfDraft({ source, type, states, since, until }: ReplayDraft): ReplayFilter {
  return given<ReplayFilter>({
    source: textParam(source.trim()),
    event_type: textParam(type.trim()),
    states: [...states],
    since,
    until,
  });
}

/** What is wrong with the rate of a draft, if something is. */
export function problemOfRate(rate: string): string | undefined {
  if (rate.trim() === "") return undefined;
  const number = Number(rate);
  if (number >= 0.001 && number <= 100_000) return undefined;
  return "Give a number from 0.001 to 100,000, or leave it empty.";
}
