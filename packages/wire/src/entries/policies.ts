export * from "../grants.ts";
export * from "../policies.ts";
