export * from "../events.ts";
