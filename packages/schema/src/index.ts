export type * from "./accounts.ts";
export type * from "./action-logs.ts";
export type * from "./column.ts";
export type * from "./commands.ts";
export type { Database } from "./database.ts";
export type * from "./pending-actions.ts";
export * from "./vocabulary.ts";
export type * from "./webhook-events.ts";
export type * from "./write-probe.ts";
