import { type ActionLog } from "@handsfree/repositories/action-logs";
import type { AgentTask } from "@handsfree/repositories/agent-tasks";
import type { Command } from "@handsfree/repositories/commands";
import { findLogSeals } from "@handsfree/repositories/audit";
import { findFeedEvents } from "@handsfree/repositories/events";
import { type AccessKey, findActors } from "@handsfree/repositories/identity";
import type { PolicyVersion, StandingGrant } from "@handsfree/repositories/policies";
import type { WebhookDelivery } from "@handsfree/repositories/webhook-endpoints";
import { findLastTransitions, type WebhookEvent } from "@handsfree/repositories/webhooks";
import { renderLogSeal } from "@handsfree/wire/audit";
import { renderEvent } from "@handsfree/wire/events";
import { renderWebhookTransition } from "@handsfree/wire/webhooks";
import { renderActor } from "./actor.ts";
import type { Expansions } from "./expand.ts";
import { linkedAction } from "./linked-action.ts";
import { namesOf } from "./names.ts";

/** What `expand` adds to action logs. */
export const logExpansions = {
  names: namesOf(({ userId }) => [userId]),
  actor: {
    read: async (logs, asked) => {
      const ids = logs.flatMap(({ credentialId }) => credentialId ?? []);
      const actors = await findActors(asked.db, ids);
      return ({ credentialId }) => renderActor(actors.get(credentialId ?? ""), asked);
    },
  },
  pending_action: linkedAction(({ actionType, target }) =>
    actionType.startsWith("pending_action.") ? target : null,
  ),
  seal: {
    read: async (logs, { db }) => {
      const seals = await findLogSeals(
        db,
        logs.map(({ id }) => id),
      );
      return ({ id }) => {
        const seal = seals.get(id);
        return seal === undefined ? null : renderLogSeal(seal);
      };
    },
  },
} satisfies Expansions<ActionLog>;

/** What `expand` adds to commands. */
export const commandExpansions = {
  names: namesOf(({ userId }) => [userId]),
  pending_action: linkedAction(({ pendingActionId }) => pendingActionId),
} satisfies Expansions<Command>;

/** What `expand` adds to agent tasks. */
export const taskExpansions = {
  names: namesOf(({ userId }) => [userId]),
  pending_action: linkedAction(({ actionId }) => actionId),
} satisfies Expansions<AgentTask>;

/** What `expand` adds to keys. */
export const keyExpansions = {
  names: namesOf(({ userId, serviceId, createdBy, revokedBy, actsFor }) => [
    userId,
    serviceId,
    createdBy,
    revokedBy,
    ...actsFor,
  ]),
} satisfies Expansions<AccessKey>;

/** What `expand` adds to standing grants. */
export const grantExpansions = {
  names: namesOf(({ userId, createdBy, revokedBy }) => [userId, createdBy, revokedBy]),
} satisfies Expansions<StandingGrant>;

/** What `expand` adds to versions of the policies. */
export const policyExpansions = {
  names: namesOf(({ createdBy }) => [createdBy]),
} satisfies Expansions<PolicyVersion>;

/** What `expand` adds to webhook events. */
export const webhookEventExpansions = {
  last_transition: {
    read: async (events, { db }) => {
      const transitions = await findLastTransitions(
        db,
        events.map(({ id }) => id),
      );
      return ({ id }) => {
        const last = transitions.get(id);
        return last === undefined ? null : renderWebhookTransition(last);
      };
    },
  },
} satisfies Expansions<WebhookEvent>;

/** What `expand` adds to the deliveries of endpoints. */
export const deliveryExpansions = {
  event: {
    read: async (deliveries, { db }) => {
      const events = await findFeedEvents(
        db,
        deliveries.map(({ eventId }) => eventId),
      );
      return ({ eventId }) => {
        const event = events.get(eventId);
        return event === undefined ? null : renderEvent(event);
      };
    },
  },
} satisfies Expansions<WebhookDelivery>;
