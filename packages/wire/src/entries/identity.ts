export * from "../approver-groups.ts";
export * from "../identity.ts";
export * from "../sessions.ts";
