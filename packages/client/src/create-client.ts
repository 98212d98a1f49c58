import { bind, type Resource } from "./bind.ts";
import { type Events, eventsOf } from "./events/events.ts";
import { type CallOptions, type ClientOptions, readOptions } from "./options.ts";
import { linesOf } from "./lines.ts";
import { type Pace, realPace } from "./pace.ts";
import { type Pages, pagesOf } from "./pages.ts";
import { type PendingActions, pendingActionsOf } from "./pending-actions.ts";
import { type AnyRequest, Requester } from "./requester.ts";
import {
  actionLogs,
  agentTasks,
  commands,
  notices,
  repoPolicies,
  triggers,
  webhookEvents,
} from "./resources.ts";
import type { AnswerOf, ItemOf, LinesRoute, ListRoute, RequestOf, Route } from "./route-types.ts";

/** The arguments of a call of a route: none, if the route needs none. */
export type RequestArguments<R extends Route> =
  object extends RequestOf<R>
    ? [request?: RequestOf<R> & CallOptions]
    : [request: RequestOf<R> & CallOptions];

/** The calls of one server by one caller. */
export interface HandsFreeClient {
  readonly pendingActions: PendingActions;
  readonly actionLogs: Resource<typeof actionLogs>;
  readonly commands: Resource<typeof commands>;
  readonly webhookEvents: Resource<typeof webhookEvents>;
  readonly agentTasks: Resource<typeof agentTasks>;
  readonly repoPolicies: Resource<typeof repoPolicies>;
  readonly notices: Resource<typeof notices>;
  readonly triggers: Resource<typeof triggers>;
  readonly events: Events;
  /** Who the caller is, and what the caller may do. */
  me(options?: CallOptions): Promise<AnswerOf<"GET /v1/me">>;
  /** Whether the server can do its work: rejects with a problem if it cannot. */
  health(options?: CallOptions): Promise<AnswerOf<"GET /health">>;
  /**
   * Calls any route of the API, for example `request("PUT /v1/policies", { body })`.
   *
   * @throws {HandsFreeProblem} if the server refuses.
   * @throws {HandsFreeConnectionError} if there is no answer.
   * @throws {TypeError} if no request can be made of the arguments.
   */
  request<R extends Route>(route: R, ...args: RequestArguments<R>): Promise<AnswerOf<R>>;
  /** Reads any list of the API, for example `list("GET /v1/users")`. */
  list<R extends ListRoute>(route: R, ...args: RequestArguments<R>): Pages<ItemOf<R>>;
  /**
   * Reads an answer of JSON Lines line by line as it arrives, for example `lines("GET /v1/audit/verification")`. It is not
   * asked for again where it breaks. `timeout` is the longest pause within it.
   *
   * @throws {HandsFreeProblem} if the server refuses, or a line is not JSON.
   * @throws {HandsFreeConnectionError} if there is no answer, or it breaks.
   */
  lines<R extends LinesRoute>(
    route: R,
    ...args: RequestArguments<R>
  ): AsyncGenerator<unknown, undefined>;
}

/**
 * Makes a client of a server. It sends nothing before its first call, and needs no end.
 *
 * @throws {TypeError} for an option that no request could be sent with.
 */
export function createClient(options: ClientOptions): HandsFreeClient {
  return clientWithPace(options, realPace);
}

/** A client whose time and chance are given, for tests. */
export function clientWithPace(options: ClientOptions, pace: Pace): HandsFreeClient {
  const settings = readOptions(options);
  const requester = new Requester(settings, pace);
  const { me, health } = bind(requester, { me: "GET /v1/me", health: "GET /health" });
  return {
    pendingActions: pendingActionsOf(requester, pace),
    actionLogs: bind(requester, actionLogs),
    commands: bind(requester, commands),
    webhookEvents: bind(requester, webhookEvents),
    agentTasks: bind(requester, agentTasks),
    repoPolicies: bind(requester, repoPolicies),
    notices: bind(requester, notices),
    triggers: bind(requester, triggers),
    events: eventsOf(requester, pace, settings),
    me,
    health,
    request: (route, ...[request]) => requester.call(route, request) as never,
    list: (route, ...[request]) => pagesOf(requester, route, request as AnyRequest),
    lines: (route, ...[request]) => linesOf({ requester, pace, settings }, route, request),
  };
}
