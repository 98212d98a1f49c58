export * from "../identity.ts";
export * from "../sessions.ts";
