export * from "../identity.ts";
