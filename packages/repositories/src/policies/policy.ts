import type { PayloadCondition } from "./condition.ts";
import type { PolicyEffect } from "./effect.ts";

/**
 * A rule about proposed actions. Of a list of policies, the first one that matches a proposal decides it
 * (`evaluatePolicies`).
 */
export interface Policy {
  /** At most 200 characters, unique in its list. */
  readonly name: string;
  readonly match: PolicyMatch;
  readonly effect: PolicyEffect;
}

/** What a proposal must be. Every part that is given must hold; a policy without parts matches every proposal. */
export interface PolicyMatch {
  /**
   * Patterns of action types, one of which must match. `*` stands for any characters but a dot, also for none, and `**`
   * for any characters: `git.*` matches `git.push` and not `git.push.tags`, `git.**` matches both. Case counts.
   */
  readonly types?: readonly string[] | undefined;
  /** Names of services, one of which must be the proposer. A person's proposal never matches. Case counts. */
  readonly services?: readonly string[] | undefined;
  /**
   * Patterns of `owner/name`, one of which must match. `*` stands for any characters but a slash, also for none, and
   * `**` for any characters. Case does not count, as on GitHub.
   */
  readonly repositories?: readonly string[] | undefined;
  /** Conditions on the payload, all of which must hold. */
  readonly where?: readonly PayloadCondition[] | undefined;
}
