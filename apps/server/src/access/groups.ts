import type { KnownCallers } from "./route-access.ts";

/** Those who propose, decide, execute or audit actions may read the ones that they can see. */
export const actionReaders: KnownCallers = {
  scopes: ["actions:propose", "actions:decide", "actions:execute", "audit:read"],
  owned: true,
  overseers: "audit:read",
};

/** The same for actions and their logs, where an auditor may also read those of all users. */
export const actionAuditors: KnownCallers = { ...actionReaders, ofAll: true };

/** Workers, which carry out the actions of those whom they may act for. */
export const executors: KnownCallers = { scopes: ["actions:execute"], owned: true };

/** People who decide, each as themselves. */
export const deciders: KnownCallers = { scopes: ["actions:decide"], peopleOnly: true };

/** Those who propose, and people: each withdraws what they proposed or own. */
export const ownersAndProposers: KnownCallers = { scopes: ["actions:propose", "actions:decide"] };

/**
 * People who manage users, groups, services, keys and policies. No service does: with the key of a person, or by a policy
 * that allows everything, it would decide after all.
 */
export const admins: KnownCallers = { scopes: ["admin"], peopleOnly: true };

/** Commands say what people said, so only an admin may read those of others. */
export const commandReaders: KnownCallers = { scopes: ["commands:read"], owned: true, ofAll: true };

/** People who decide may also say what is allowed in their repositories, and give up a connection to GitHub. */
export const deciderOwners: KnownCallers = { ...deciders, owned: true };

/**
 * Admins, who say by which installation, token and login GitHub is reached. Executors act by the first two, and the
 * third gets notices about private repositories, so a person cannot claim them for themselves.
 */
export const connectors: KnownCallers = {
  ...admins,
  owned: true,
  refusal:
    "only an admin adds and changes connections to GitHub; ask one to send this with your user id in On-Behalf-Of, or to run handsfree connections",
};

/** Those who work for a user may read what that user allows in a repository. */
export const repoPolicyReaders: KnownCallers = {
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

/** Webhook events belong to no user. */
export const webhookReaders: KnownCallers = { scopes: ["webhooks:read"] };

/**
 * People who decide read the notices about their login, which an admin has bound. Notices by a subscription tell what
 * any webhook event says, so `webhooks:read` alone reads those.
 */
export const noticeReaders: KnownCallers = {
  scopes: ["webhooks:read", "actions:decide"],
  owned: true,
};

/** People, who say how urgent notices are, and which they no longer want. */
export const noticeOwners: KnownCallers = { ...noticeReaders, peopleOnly: true };

/** People who may read webhook events, and so may be told of those of any repository. */
export const watchers: KnownCallers = { ...noticeOwners, scopes: webhookReaders.scopes };

/** Those who propose when an event comes, as they could at once. */
export const triggerOwners: KnownCallers = { scopes: ["actions:propose"], owned: true };

/** They, and people who decide, see what will be proposed, and end it. */
export const triggerReaders: KnownCallers = {
  scopes: ["actions:propose", "actions:decide"],
  owned: true,
};

/** Those who work on webhook events, or ask for that work. */
export const webhookWorkers: KnownCallers = { scopes: ["webhooks:process"] };

/** Those who decide by policies, or audit what was decided. */
export const policyReaders: KnownCallers = { scopes: ["actions:decide", "audit:read"] };

/** Those who may look at what policies would do, such as a check of the repository that has their text. */
export const policyTriers: KnownCallers = { scopes: ["admin"] };

/** People who approve in advance, each their own grants. An admin sees and revokes those of others. */
export const grantReaders: KnownCallers = { scopes: ["actions:decide"], owned: true };
