export * from "../webhook-endpoints.ts";
