import type { KnownCallers } from "./route-access.ts";

/** Those who propose, decide, execute or audit actions may read the ones that they can see. */
export const actionReaders: KnownCallers = {
  scopes: ["actions:propose", "actions:decide", "actions:execute", "audit:read"],
  owned: true,
  overseers: "audit:read",
};

/** People who decide, each as themselves. */
export const deciders: KnownCallers = { scopes: ["actions:decide"], peopleOnly: true };

/** Those who propose, and people: each withdraws what they proposed or own. */
export const withdrawers: KnownCallers = { scopes: ["actions:propose", "actions:decide"] };

/** Those who manage users, groups, services and keys. */
export const admins: KnownCallers = { scopes: ["admin"] };

/** Those whose work action logs record may read their own. */
export const logReaders: KnownCallers = actionReaders;

/** Webhook events belong to no user. */
export const webhookReaders: KnownCallers = { scopes: ["webhooks:read"] };

/** Those who work on webhook events, or ask for that work. */
export const webhookWorkers: KnownCallers = { scopes: ["webhooks:process"] };

/** Those who decide by policies, or audit what was decided. */
export const policyReaders: KnownCallers = { scopes: ["actions:decide", "audit:read"] };

/** Those who write policies. */
export const policyAdmins: KnownCallers = { scopes: ["admin"] };

/** People who approve in advance, each their own grants. An admin sees and revokes those of others. */
export const grantReaders: KnownCallers = { scopes: ["actions:decide"], owned: true };
