/** The groups of operations, in the order of the documentation. An operation belongs to one of them. */
export const tags = [
  {
    name: "pending actions",
    description:
      "Actions with a side effect, which happen only after a person has confirmed them: propose, list, wait, decide",
  },
  {
    name: "executions",
    description: "Workers claim confirmed actions under a lease, and report how they ended",
  },
  { name: "action logs", description: "The record of side effects, each of them once" },
  {
    name: "policies",
    description: "The rules that allow, deny or ask about actions, with their versions and checks",
  },
  {
    name: "standing grants",
    description: "Approvals in advance, for a number of similar actions and a limited time",
  },
  { name: "approver groups", description: "Groups of people who may decide for each other" },
  { name: "commands", description: "What a person said, and what was understood of it" },
  {
    name: "agent tasks",
    description: "Work that agents do for a person, with their questions and the answers",
  },
  { name: "webhooks", description: "The receipt of deliveries from GitHub and other senders" },
  {
    name: "webhook events",
    description: "The inbox of deliveries: workers claim each event, and process it once",
  },
  { name: "webhook replays", description: "Events of the past that are processed again" },
  {
    name: "webhook endpoints",
    description: "Addresses that events are sent to, signed as Standard Webhooks",
  },
  {
    name: "notices",
    description:
      "What GitHub's deliveries mean for a person, in the order of their priorities, and the repositories that they watch",
  },
  {
    name: "triggers",
    description: "Proposals that are made once an event came, such as a merge once checks passed",
  },
  {
    name: "notification channels",
    description:
      "The ways by which a person is told that an action waits: browsers, ntfy, e-mail, Slack",
  },
  {
    name: "github connections",
    description: "Installations of the GitHub App, and the names of their tokens",
  },
  { name: "repository policies", description: "What is allowed in one repository of a person" },
  { name: "accounts", description: "Users, services and their access keys" },
  { name: "sessions", description: "How people sign in by a link, and what they are signed in to" },
  { name: "passkeys", description: "How people sign in by a passkey" },
  {
    name: "statistics",
    description: "How many records of a kind there are by name and time, and how long they took",
  },
  { name: "export", description: "All records of a person, in one stream" },
  {
    name: "events",
    description: "The feed of all changes, in pages and as a stream, in one order",
  },
  { name: "problems", description: "The codes of refusals, with their meaning and the way out" },
  { name: "health", description: "Whether the server can do its work" },
] as const;
