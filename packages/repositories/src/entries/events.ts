export { findFeedEvents } from "../feed/find-events.ts";
export { countEvents, type EventCounts } from "../feed/count.ts";
export type { EventGroup, FeedEvent } from "../feed/event.ts";
export { type EventType, eventTypes } from "../feed/event-types.ts";
export { type FollowedEvents, followEvents, type FollowOptions } from "../feed/follow.ts";
export { type EventFilter, type EventPage, type EventRequest, listEvents } from "../feed/list.ts";
export { type FeedLag, measureFeedLag } from "../feed/lag.ts";
export type { EventReader } from "../feed/visibility.ts";
