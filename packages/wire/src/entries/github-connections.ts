export * from "../github-connections.ts";
