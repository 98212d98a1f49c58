export * from "../action-logs.ts";
