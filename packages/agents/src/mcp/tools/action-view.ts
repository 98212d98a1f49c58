import type { AnswerOf, ProposedAction } from "@handsfree/client";
import Type, { type TUnsafe } from "typebox";
import { visibleJson } from "../visible-json.ts";

type Action = AnswerOf<"GET /v1/pending-actions/{id}"> | ProposedAction;

/** The longest payload or result that a view holds, as JSON in UTF-16 code units. */
const longest = 32_768;

/** An action as a model sees it. */
export interface ActionView {
  readonly id: string;
  readonly state: string;
  readonly message: string;
  readonly summary: string;
  readonly action_type: string;
  readonly repository: string | null;
  readonly action_payload: unknown;
  readonly payload_digest: string;
  readonly left_out: readonly string[];
  readonly decision_reason: string | null;
  readonly expires_at: string;
  readonly decided_at: string | null;
  readonly result: unknown;
  readonly error: string | null;
  readonly created_at: string;
}

const Text = Type.Union([Type.String(), Type.Null()]);
const members = {
  id: Type.String(),
  state: Type.String({
    description:
      "pending, confirmed (approved, not begun), executing, succeeded, failed, rejected, denied (by a policy), cancelled, expired or abandoned",
  }),
  message: Type.String({ description: "What the state means, and what to do now" }),
  summary: Type.String(),
  action_type: Type.String(),
  repository: Text,
  action_payload: Type.Unknown({ description: "Null if it is left out" }),
  payload_digest: Type.String(),
  left_out: Type.Array(Type.String(), {
    description: "The members that are too large for this answer; the console shows them",
  }),
  decision_reason: Text,
  expires_at: Type.String(),
  decided_at: Text,
  result: Type.Unknown(),
  error: Text,
  created_at: Type.String(),
} satisfies Record<keyof ActionView, unknown>;

/** The schema of `ActionView`. */
export const ActionViewSchema: TUnsafe<ActionView> = Type.Unsafe<ActionView>(Type.Object(members));

/** Makes the view of an action, of bounded size. */
export function viewAction(action: Action): ActionView {
  const { action_payload, result } = action;
  const large = Object.entries({ action_payload, result })
    .filter(([, value]) => visibleJson(value).length > longest)
    .map(([name]) => name);
  return {
    id: action.id,
    state: action.state,
    message: messageOf(action),
    summary: action.summary,
    action_type: action.action_type,
    repository: action.repository,
    action_payload: large.includes("action_payload") ? null : action_payload,
    payload_digest: action.payload_digest,
    left_out: large,
    decision_reason: action.decision_reason,
    expires_at: action.expires_at,
    decided_at: action.decided_at,
    result: large.includes("result") ? null : result,
    error: action.error,
    created_at: action.created_at,
  };
}

/** Attempts that may begin once mean that the proposer runs the action. */
function messageOf({ state, max_attempts }: Action): string {
  const isOfProposer = max_attempts === 1;
  switch (state) {
    case "pending":
      return "It waits for a person, who is asked on their devices. Do not carry it out. Go on with other work, and ask again later.";
    case "confirmed":
      return isOfProposer
        ? "It is approved and has not begun. Call request_approval with the same arguments for the lease to run it."
        : "It is approved, and a worker will carry it out. Do not carry it out yourself.";
    case "executing":
      return isOfProposer
        ? "It is approved and has begun. The holder of its lease reports the outcome by report_outcome."
        : "A worker carries it out. Do not carry it out yourself.";
    case "succeeded":
      return "It was carried out. Do not repeat it.";
    case "failed":
      return "It was carried out and failed; `error` says why. To try again, ask again.";
    case "abandoned":
      return "It has begun, and no outcome was reported. Look at what it did before you ask again.";
    case "expired":
      return "No one answered in time, so it must not run. To ask again, propose it again.";
    default:
      return "It was refused, so it must not run. Do not ask again for the same; tell the user, with the reason.";
  }
}
