import type { Scope } from "../../session/me.ts";

/** What each scope lets a key do, in the order of the choice. */
export const scopeMeanings: Readonly<Record<Scope, string>> = {
  "actions:propose": "Propose actions, read and withdraw its own",
  "actions:decide": "Approve and reject actions. Only people can have it",
  "actions:execute": "Carry out approved actions, and report how they ended",
  "commands:write": "Record commands",
  "commands:read": "Read commands",
  "audit:read": "Read the action logs of everybody, and verify the audit trail",
  "webhooks:read": "Read webhook events",
  "webhooks:process": "Process webhook events, retry and replay them",
  "metrics:read": "Read the metrics of the server",
  privacy: "Export and erase the data of people",
  admin: "All of the above, and the management of people, services, keys and policies",
};

/** All scopes. */
export const allScopes = Object.keys(scopeMeanings) as Scope[];

/** The scopes that a key of a service can have: no service decides. */
export const scopesOfServices = allScopes.filter((scope) => scope !== "actions:decide");
