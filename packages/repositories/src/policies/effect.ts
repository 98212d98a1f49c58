/** The decision of a policy. */
export type PolicyEffect = AllowEffect | DenyEffect | AskEffect | AskAsProposedEffect;

/** The action may be carried out without a question. */
export interface AllowEffect extends Grace {
  readonly kind: "allow";
}

/** A time in which a person can take an approval back, since no one carries the action out yet. */
export interface Grace {
  /** Whole seconds, from 1 to 3600. Default: none. */
  readonly graceSeconds?: number | undefined;
}

/** The action is refused. */
export interface DenyEffect {
  readonly kind: "deny";
  /** The reason that the proposer is told, at most 1000 characters. */
  readonly reason: string;
}

/** The action waits for the people whom the policy names. */
export interface AskEffect extends Grace {
  readonly kind: "ask";
  readonly whom: AskedPeople | AskedGroup;
  /** The number of distinct people who must approve, from 1 to 20. */
  readonly approvals: number;
  /** Whole seconds to decide it, from 10 to 30 days. */
  readonly expiresInSeconds: number;
  /** Whether an approver may change the payload. */
  readonly edit: boolean;
  readonly onExpiry: ExpiryEffect;
  /**
   * `strong`: an approval counts only if the person signed in with a passkey at most 5 minutes before, and never by
   * voice. Rejections need nothing more. Default: an approval counts as any other.
   */
  readonly confirmation?: "strong" | undefined;
}

/** The action waits for the approvers whom the proposal names, as it says. On expiry it is denied. */
export interface AskAsProposedEffect {
  readonly kind: "ask";
  readonly whom: "as_proposed";
}

/** The people who may decide, by their user ids: 1 to 50, without duplicates. */
export interface AskedPeople {
  readonly approvers: readonly string[];
}

/** The members of a group may decide. */
export interface AskedGroup {
  readonly group: string;
}

/** The end of an action that was not decided in time. No such effect allows it. */
export type ExpiryEffect = DenyOnExpiry | EscalateOnExpiry;

/** It is denied. */
export interface DenyOnExpiry {
  readonly kind: "deny";
}

/** Another group is asked, for as many approvals. If that does not decide it in time either, it is denied. */
export interface EscalateOnExpiry {
  readonly kind: "escalate";
  readonly group: string;
  /** Whole seconds for that group, from 10 to 30 days. */
  readonly expiresInSeconds: number;
}

/** Whether each approval must be confirmed by a passkey. */
export function isStrong(effect: PolicyEffect): boolean {
  return effect.kind === "ask" && effect.whom !== "as_proposed" && effect.confirmation === "strong";
}

/** The seconds between the last approval, or the judgment, and the execution; undefined for none. */
export function graceOf(effect: PolicyEffect): number | undefined {
  return "graceSeconds" in effect ? effect.graceSeconds : undefined;
}

/** The effect of no policy. */
export const defaultEffect: AskAsProposedEffect = Object.freeze({
  kind: "ask",
  whom: "as_proposed",
});
