export * from "../commands.ts";
