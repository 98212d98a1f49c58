export * from "../repo-policies.ts";
