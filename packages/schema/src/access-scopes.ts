/** The scopes of keys, and what each allows. */
export const accessScopes = {
  "actions:propose": "propose actions, read one's own, and withdraw them",
  "actions:decide": "approve and reject actions; only people can have it",
  "actions:execute": "claim approved actions, and report their outcome",
  "audit:read": "read the action logs of all users, and verify the audit trail",
  "webhooks:read": "read webhook events",
  "webhooks:process": "claim webhook events, and report, retry and replay them",
  "commands:write": "record commands",
  "commands:read": "read commands",
  "metrics:read": "read the metrics of the server",
  privacy: "export and erase the data of people",
  admin: "all other scopes, and the management of users, services and keys",
} as const;

/** One of `accessScopes`. */
export type AccessScope = keyof typeof accessScopes;

/** The names of all scopes, in the order of `accessScopes`. */
export const accessScopeNames: readonly AccessScope[] = Object.keys(accessScopes) as AccessScope[];
