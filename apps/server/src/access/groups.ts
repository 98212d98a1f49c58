import type { KnownCallers } from "./route-access.ts";

/** Those who propose, decide, execute or audit actions may read the ones that they can see. */
export const actionReaders: KnownCallers = {
  scopes: ["actions:propose", "actions:decide", "actions:execute", "audit:read"],
  owned: true,
  overseers: "audit:read",
};

/** The same for actions and their logs, where an auditor may also read those of all users. */
export const actionAuditors: KnownCallers = { ...actionReaders, ofAll: true };

/** People who decide, each as themselves. */
export const deciders: KnownCallers = { scopes: ["actions:decide"], peopleOnly: true };

/** Commands say what people said, so only an admin may read those of others. */
export const commandReaders: KnownCallers = { scopes: ["commands:read"], owned: true, ofAll: true };

/** People who decide may also say what is allowed in their repositories, and how GitHub is reached. */
export const deciderOwners: KnownCallers = { ...deciders, owned: true };

/** Those who work for a user may read what that user allows in a repository. */
export const policyReaders: KnownCallers = {
  scopes: ["actions:propose", "actions:decide", "actions:execute"],
  owned: true,
};

/** Those who act on GitHub for a user may read how to reach it. */
export const connectionReaders: KnownCallers = {
  scopes: ["actions:decide", "actions:execute"],
  owned: true,
};

/** Those who hand tasks to agents. */
export const taskOwners: KnownCallers = { scopes: ["actions:propose"], owned: true };

/** Agents, which work on tasks. */
export const taskWorkers: KnownCallers = { scopes: ["actions:execute"], owned: true };

/** Those who manage users, services and keys. */
export const admins: KnownCallers = { scopes: ["admin"] };

/** Webhook events belong to no user. */
export const webhookReaders: KnownCallers = { scopes: ["webhooks:read"] };

/** Those who work on webhook events, or ask for that work. */
export const webhookWorkers: KnownCallers = { scopes: ["webhooks:process"] };
