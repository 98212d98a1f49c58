import type { EventTriggerRow, NoticeKind, TriggerState } from "@handsfree/schema";
import type { NewPendingAction } from "../../pending-actions/proposal.ts";

/** The proposal of a trigger, without the parts that its user and its caller determine. */
export type TriggeredProposal = Omit<
  NewPendingAction,
  "userId" | "proposedBy" | "service" | "idempotencyKey" | "claim" | "openLimit" | "openLimitOfKey"
>;

/** The event that a trigger waits for. It needs a number or a head commit. */
export interface TriggerCondition {
  readonly kind: NoticeKind;
  /** The `owner/name`, in any case. */
  readonly repository: string;
  /** Of the pull request or the issue. */
  readonly number: number | null;
  /** The head commit, in lower-case hexadecimal. */
  readonly headSha: string | null;
}

/** A proposal that is made once an event came. */
export interface EventTrigger {
  readonly id: string;
  readonly userId: string;
  readonly when: TriggerCondition;
  /** The proposal as JSON, with the members of `TriggeredProposal`. */
  readonly proposeJson: string;
  /** The person in whose name it is proposed. */
  readonly proposedBy: string;
  /** UUID of the service that proposes it; null for a person. */
  readonly serviceId: string | null;
  /**
   * - `waiting`: for its event.
   * - `expired`: the event did not come in time.
   * - `fired`: the event came, and the proposal follows.
   * - `proposed`: the action `actionId` was made; policies decided what follows.
   * - `failed`: `error` says why there is no action.
   */
  readonly state: TriggerState | "expired";
  /** The event of the inbox that it waited for; null before that, and if checks had passed already. */
  readonly webhookEventId: string | null;
  readonly actionId: string | null;
  readonly error: string | null;
  readonly expiresAt: Date;
  readonly firedAt: Date | null;
  readonly endedAt: Date | null;
  readonly createdAt: Date;
}

export function toTrigger(row: EventTriggerRow, now: Date): EventTrigger {
  return {
    id: row.id,
    userId: row.user_id,
    when: {
      kind: row.kind,
      repository: row.repository,
      number: row.number,
      headSha: row.head_sha,
    },
    proposeJson: row.proposal,
    proposedBy: row.proposed_by,
    serviceId: row.service_id,
    state: row.state === "waiting" && row.expires_at <= now ? "expired" : row.state,
    webhookEventId: row.webhook_event_id,
    actionId: row.action_id,
    error: row.error,
    expiresAt: row.expires_at,
    firedAt: row.fired_at,
    endedAt: row.ended_at,
    createdAt: row.created_at,
  };
}
