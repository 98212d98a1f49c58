export * from "../statistics.ts";
