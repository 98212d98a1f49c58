export * from "../notifications.ts";
