export * from "../audit.ts";
