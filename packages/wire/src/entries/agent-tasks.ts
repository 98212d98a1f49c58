export * from "../agent-tasks.ts";
