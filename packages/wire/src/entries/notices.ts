export * from "../notices.ts";
