import type { EventTrigger } from "@handsfree/repositories/notices";
import { renderEventTrigger } from "@handsfree/wire/notices";
import type { View } from "../output/page.ts";
import { renderRecord } from "../output/table.ts";

export const triggerView: View<EventTrigger> = {
  empty: "The user has no trigger.",
  columns: {
    "CREATED AT": (trigger) => trigger.createdAt,
    STATE: (trigger) => trigger.state,
    ON: conditionText,
    "EXPIRES AT": (trigger) => trigger.expiresAt,
    ACTION: (trigger) => trigger.actionId,
    ID: (trigger) => trigger.id,
  },
  render: renderEventTrigger,
};

/** The event of a trigger in a few words. */
export function conditionText({ when }: Pick<EventTrigger, "when">): string {
  const number = when.number === null ? "" : `#${when.number}`;
  const commit = when.headSha === null ? "" : ` at ${when.headSha.slice(0, 12)}`;
  return `${when.kind} ${when.repository}${number}${commit}`;
}

export function renderTriggerText(trigger: EventTrigger): string {
  return renderRecord({
    ON: conditionText(trigger),
    STATE: trigger.state,
    PROPOSES: trigger.proposeJson,
    ACTION: trigger.actionId,
    ERROR: trigger.error,
    "CREATED AT": trigger.createdAt,
    "EXPIRES AT": trigger.expiresAt,
    "FIRED AT": trigger.firedAt,
    "ENDED AT": trigger.endedAt,
  });
}
