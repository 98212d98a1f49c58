export * from "../webhook-events.ts";
export * from "../webhook-replays.ts";
export * from "../webhook-work.ts";
export * from "../webhook-forwards.ts";
export * from "../webhook-rejections.ts";
