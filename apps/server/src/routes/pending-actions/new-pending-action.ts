import { textLimits } from "@handsfree/repositories";
import { pendingActionLimits } from "@handsfree/repositories/pending-actions";
import { policyLimits } from "@handsfree/repositories/policies";
import { Nullable, ref, Uuid } from "@handsfree/wire";
import Type from "typebox";
import { LeaseSeconds, Name } from "../../http/schemas.ts";

const proposal = {
  summary: Type.String({ minLength: 1, maxLength: pendingActionLimits.summaryLength }),
  effect: Type.Optional(
    Nullable(
      Type.String({
        minLength: 1,
        maxLength: textLimits.short,
        description: "What will change, in words, for the person who decides",
      }),
    ),
  ),
  action_type: Type.String({ minLength: 1, maxLength: textLimits.short }),
  action_payload: Type.Unknown({
    description: "Any JSON value; its numbers and texts keep their spelling",
  }),
  expires_in_seconds: Type.Optional(
    Type.Integer({
      minimum: pendingActionLimits.minimumTimeToLive,
      maximum: pendingActionLimits.maximumTimeToLive,
      default: pendingActionLimits.defaultTimeToLive,
    }),
  ),
  repository: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: policyLimits.patternLength,
      description: "The owner/name that the action changes, which policies can name",
    }),
  ),
  editable: Type.Optional(
    Type.Boolean({ default: false, description: "Whether an approver may change the payload" }),
  ),
  approver_group: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: policyLimits.nameLength,
      description: "The group whose members may decide it too. Policies can ask others",
    }),
  ),
  approvers: Type.Optional(
    Type.Array(Uuid, {
      minItems: 1,
      maxItems: pendingActionLimits.approvers,
      description:
        "Who may decide it. Default: the caller alone, or the group. Policies can ask others",
    }),
  ),
  required_approvals: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
  proposer_may_approve: Type.Optional(Type.Boolean({ default: true })),
  max_attempts: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: pendingActionLimits.attempts,
      default: pendingActionLimits.defaultAttempts,
      description:
        "How often its execution may begin; 0 where the person who confirms it carries it out",
    }),
  ),
  renewable: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        "Whether the idempotency key is free as soon as its action has ended, so that a repetition resumes an open question and asks anew afterwards",
    }),
  ),
};

/** A proposal that is made once an event came. */
export const TriggeredActionSchema = Type.Object(proposal, {
  $id: "TriggeredAction",
  additionalProperties: false,
});

/** A proposal that is made now, by a caller who may carry it out at once. */
export const NewPendingActionSchema = Type.Object(
  {
    ...proposal,
    claim: Type.Optional(
      Type.Object(
        {
          worker: ref(Name),
          lease_seconds: Type.Optional(ref(LeaseSeconds)),
          lease_token: Type.String({
            pattern: "^[\\w-]{43}$",
            description:
              "The token of the lease, which the caller makes for this request alone: 32 random bytes in base64url. By it a retry whose first answer was lost gets the same lease, and other callers get none",
          }),
        },
        {
          additionalProperties: false,
          description:
            "Takes the action under a lease in the same transaction, as claimAction does, if it is confirmed and may be carried out at once. It needs the scope actions:execute too",
        },
      ),
    ),
  },
  { $id: "NewPendingAction", additionalProperties: false },
);
