export { HandsFreeConnectionError } from "./connection-error.ts";
export { createClient, type HandsFreeClient, type RequestArguments } from "./create-client.ts";
export type { EventFilter, Events, StreamOptions } from "./events/events.ts";
export type { CallOptions, ClientOptions } from "./options.ts";
export type { Pages } from "./pages.ts";
export type { PendingActions, ProposedAction } from "./pending-actions.ts";
export { HandsFreeProblem, type KnownProblemCode } from "./problem.ts";
export type {
  AnswerOf,
  BodyOf,
  ItemOf,
  LinesRoute,
  ListRoute,
  QueryOf,
  RequestOf,
  Route,
} from "./route-types.ts";
export type { Routes } from "./routes.ts";
export type { WaitOptions } from "./wait-for-decision.ts";
