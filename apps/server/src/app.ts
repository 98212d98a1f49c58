import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import { apiSchemas } from "@handsfree/wire";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { Registry } from "@prometheus-io/client";
import { authenticateCallers } from "./access/authenticate-callers.ts";
import { refuseCredentialsInUrls } from "./access/credentials-in-urls.ts";
import { guardOrigin } from "./access/guard-origin.ts";
import { noRateLimits, rateLimits } from "./access/limit-rates.ts";
import { requireAccess } from "./access/route-access.ts";
import { apiDescription } from "./api/description.ts";
import { readExpansions } from "./expansions/expand.ts";
import {
  frameworkErrors,
  handleClientError,
  handleErrors,
  refuseExpectations,
} from "./http/error-handler.ts";
import { bodyLimits } from "./http/body-limits.ts";
import { boundAnswers, defaultReaderLimits } from "./http/bound-answers.ts";
import { watchRequests } from "./http/ended-requests.ts";
import { finishInFlight } from "./http/finish-in-flight.ts";
import { guardHost } from "./http/guard-host.ts";
import { limitConcurrency } from "./http/limit-concurrency.ts";
import { answerOtherMethods } from "./http/other-methods.ts";
import { queueLists } from "./http/queue-lists.ts";
import { readBodies } from "./http/read-bodies.ts";
import { bindCursors } from "./http/bind-cursors.ts";
import { closeUnread } from "./http/close-unread.ts";
import { readJsonBodies } from "./http/json-body.ts";
import { readIdempotencyKeys } from "./http/idempotency-key.ts";
import { carryOutOnce } from "./http/idempotent-requests.ts";
import { answerRequestIds, requestIdLabel, requestIdOf } from "./http/request-id.ts";
import { requestSchemas } from "./http/schemas.ts";
import { measurePressure, shedLoad } from "./http/shed-load.ts";
import { takeTurns } from "./http/take-turns.ts";
import { validateRequests } from "./http/validation.ts";
import { logRequest, OneLinePerRequest } from "./logs/log-request.ts";
import { traceIdOf } from "./logs/trace-id.ts";
import { measureRequests } from "./metrics/measure-requests.ts";
import { keyRoutes } from "./routes/accounts/keys.ts";
import { meRoute } from "./routes/accounts/me.ts";
import { ownKeyRoutes } from "./routes/accounts/own-keys.ts";
import { serviceRoutes } from "./routes/accounts/services.ts";
import { userRoutes } from "./routes/accounts/users.ts";
import { auditHeadRoute } from "./routes/action-logs/audit-head.ts";
import { verifyAuditRoute } from "./routes/action-logs/verify.ts";
import { exportActionLogsRoute } from "./routes/action-logs/export.ts";
import { readActionLogRoutes } from "./routes/action-logs/read.ts";
import { NewActionLogSchema, recordActionLogRoute } from "./routes/action-logs/record.ts";
import { approverGroupRoutes } from "./routes/approver-groups/groups.ts";
import { groupMemberRoutes } from "./routes/approver-groups/members.ts";
import { GroupName } from "./routes/approver-groups/schemas.ts";
import { ownTaskRoutes } from "./routes/agent-tasks/own.ts";
import { workOnTaskRoutes } from "./routes/agent-tasks/work.ts";
import { linkCommandRoute } from "./routes/commands/link.ts";
import { readCommandRoutes } from "./routes/commands/read.ts";
import { recordCommandRoute } from "./routes/commands/record.ts";
import { NewCommandSchema } from "./routes/commands/schemas.ts";
import { noticeRoutes } from "./routes/notices/notices.ts";
import { repoSubscriptionRoutes } from "./routes/notices/repo-subscriptions.ts";
import { triggerRoutes } from "./routes/notices/triggers.ts";
import { notificationChannelRoutes } from "./routes/notification-channels/manage.ts";
import {
  NewNotificationChannelSchema,
  NotificationChannelChangeSchema,
} from "./routes/notification-channels/schemas.ts";
import { githubConnectionRoutes } from "./routes/github-connections/manage.ts";
import { consoleRoutes } from "./routes/console/console.ts";
import { docsRoutes } from "./routes/docs/docs.ts";
import { healthRoute } from "./routes/health.ts";
import { mcpRoute } from "./routes/mcp/mcp.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { awaitDecisionRoute } from "./routes/pending-actions/await-decision.ts";
import { decideByIdRoutes, ShownDecisionSchema } from "./routes/pending-actions/decide-by-id.ts";
import { decideRoutes, NewDecisionSchema } from "./routes/pending-actions/decide.ts";
import { ActionEditSchema, editRoutes } from "./routes/pending-actions/edit.ts";
import { ActionLeaseToken, executeRoutes } from "./routes/pending-actions/execute.ts";
import { NewActionPreviewSchema, previewRoute } from "./routes/pending-actions/preview.ts";
import {
  NewPendingActionSchema,
  TriggeredActionSchema,
} from "./routes/pending-actions/new-pending-action.ts";
import { proposeRoute } from "./routes/pending-actions/propose.ts";
import { problemRoutes } from "./routes/problems/describe.ts";
import { openIdRoutes } from "./routes/openid/sign-in.ts";
import { passkeyRoutes } from "./routes/passkeys/manage.ts";
import { NewPasskeySchema, PasskeySignInSchema } from "./routes/passkeys/schemas.ts";
import { passkeySignInRoutes } from "./routes/passkeys/sign-in.ts";
import { readPendingActionRoutes } from "./routes/pending-actions/read.ts";
import { repoPolicyRoutes } from "./routes/repo-policies/manage.ts";
import {
  FollowedLinkSchema,
  NewSignInLinkSchema,
  signInLinkRoutes,
} from "./routes/sessions/links.ts";
import { signInPageRoutes } from "./routes/sessions/page.ts";
import { sessionRoutes } from "./routes/sessions/sessions.ts";
import { grantRoutes } from "./routes/policies/grants.ts";
import { policyRoutes } from "./routes/policies/policies.ts";
import { eventRoutes } from "./routes/events/list.ts";
import { eventQuerySchemas } from "./routes/events/query.ts";
import { eventStreamRoute } from "./routes/events/stream.ts";
import { statisticsRoutes } from "./routes/statistics/statistics.ts";
import { exportRoute } from "./routes/users/export.ts";
import { webhookDeliveryRoutes } from "./routes/webhook-endpoints/deliveries.ts";
import { webhookEndpointRoutes } from "./routes/webhook-endpoints/manage.ts";
import { operateEndpointRoutes } from "./routes/webhook-endpoints/operate.ts";
import { slackRoutes } from "./routes/slack/interactions.ts";
import { readWebhookEventRoutes } from "./routes/webhooks/read-events.ts";
import { receiveWebhookRoute } from "./routes/webhooks/receive.ts";
import { replayRoutes } from "./routes/webhooks/replay.ts";
import { serverRoute } from "./routes/server.ts";
import { retentionRoute } from "./routes/users/retention.ts";
import { webhookRejectionsRoute } from "./routes/webhooks/rejections.ts";
import { forwardWebhookRoute } from "./routes/webhooks/forward.ts";
import { requestWebhookRoutes } from "./routes/webhooks/request.ts";
import { workOnEventRoutes } from "./routes/webhooks/work-on-events.ts";
import type { Services } from "./services.ts";
import { localSignIn } from "./sign-in/settings.ts";

/** The HTTP API over a migrated database, which stays the caller's to close. */
export async function buildApp(
  given: Services,
  logger: FastifyServerOptions["logger"] = false,
): Promise<FastifyInstance> {
  const services = { metrics: new Registry(), ...given };
  const app = Fastify({
    logger,
    logController: new OneLinePerRequest({ requestIdLogLabel: requestIdLabel }),
    childLoggerFactory: (log, bindings, options, { headers }) => {
      const traceId = traceIdOf(headers.traceparent);
      return log.child(traceId === undefined ? bindings : { ...bindings, traceId }, options);
    },
    bodyLimit: bodyLimits.short,
    // Milliseconds.
    requestTimeout: 60_000,
    forceCloseConnections: false,
    // Else a close that takes longer than ten seconds fails, and so would a start.
    pluginTimeout: 0,
    // Refused as a problem, by `finishInFlight`.
    return503OnClosing: false,
    // Refused as a problem, by `guardHost`.
    http: { requireHostHeader: false },
    frameworkErrors,
    clientErrorHandler: handleClientError,
    genReqId: requestIdOf,
  });
  answerRequestIds(app);
  refuseExpectations(app);
  await services.trace?.(app);
  watchRequests(app, [logRequest, measureRequests(services.metrics)]);
  // Before the callers are authenticated, which reads a cookie.
  await app.register(cookie);
  finishInFlight(app, services.shutdownGrace ?? 25_000);
  const { databaseQueues } = services;
  if (databaseQueues) shedLoad(app, await measurePressure(app, databaseQueues));
  takeTurns(app);
  const limits = services.rateLimits ?? noRateLimits;
  const { byAddress, byKey } = await rateLimits(app, limits, services.behindProxy ?? false);
  app.addHook("onRequest", byAddress);
  const { signIn = localSignIn } = services;
  guardHost(app, [...(services.allowedHosts ?? []), new URL(signIn.origin).hostname]);
  refuseCredentialsInUrls(app);
  guardOrigin(app);
  answerOtherMethods(app);
  requireAccess(app);
  authenticateCallers(app, { ...services, signIn });
  app.addHook("onRequest", byKey);
  limitConcurrency(app);
  queueLists(app);
  handleErrors(app);
  const requests = [
    ...requestSchemas,
    ...eventQuerySchemas,
    NewPendingActionSchema,
    TriggeredActionSchema,
    NewDecisionSchema,
    ShownDecisionSchema,
    ActionEditSchema,
    NewActionPreviewSchema,
    GroupName,
    ActionLeaseToken,
    NewActionLogSchema,
    NewCommandSchema,
    NewSignInLinkSchema,
    FollowedLinkSchema,
    NewPasskeySchema,
    PasskeySignInSchema,
    NewNotificationChannelSchema,
    NotificationChannelChangeSchema,
  ];
  for (const schema of [...apiSchemas, ...requests]) app.addSchema(schema);
  validateRequests(app, requests);
  // The renderers make answers of exactly their schema, which tests hold them to; a compiled serializer would take
  // most of the start.
  app.setSerializerCompiler(() => JSON.stringify);
  readBodies(app);
  readIdempotencyKeys(app);
  readExpansions(app);
  bindCursors(app);
  // Before the hooks that send an answer in pieces.
  carryOutOnce(app, services);
  closeUnread(app);
  readJsonBodies(app);
  boundAnswers(app, services.readerLimits ?? defaultReaderLimits);
  await app.register(swagger, apiDescription);
  for (const routes of [
    healthRoute,
    problemRoutes,
    metricsRoute,
    serverRoute,
    receiveWebhookRoute,
    readWebhookEventRoutes,
    workOnEventRoutes,
    requestWebhookRoutes,
    forwardWebhookRoute,
    webhookRejectionsRoute,
    replayRoutes,
    recordCommandRoute,
    readCommandRoutes,
    linkCommandRoute,
    proposeRoute,
    readPendingActionRoutes,
    awaitDecisionRoute,
    executeRoutes,
    previewRoute,
    decideRoutes,
    decideByIdRoutes,
    editRoutes,
    approverGroupRoutes,
    groupMemberRoutes,
    recordActionLogRoute,
    readActionLogRoutes,
    exportActionLogsRoute,
    auditHeadRoute,
    verifyAuditRoute,
    statisticsRoutes,
    policyRoutes,
    grantRoutes,
    exportRoute,
    retentionRoute,
    eventRoutes,
    eventStreamRoute,
    webhookEndpointRoutes,
    operateEndpointRoutes,
    webhookDeliveryRoutes,
    noticeRoutes,
    repoSubscriptionRoutes,
    triggerRoutes,
    notificationChannelRoutes,
    slackRoutes,
    githubConnectionRoutes,
    repoPolicyRoutes,
    ownTaskRoutes,
    workOnTaskRoutes,
    meRoute,
    ownKeyRoutes,
    userRoutes,
    serviceRoutes,
    keyRoutes,
    signInLinkRoutes,
    sessionRoutes,
    passkeySignInRoutes,
    passkeyRoutes,
    openIdRoutes,
    signInPageRoutes,
    mcpRoute,
    docsRoutes,
    consoleRoutes,
  ]) {
    await app.register(routes, services);
  }
  return app;
}
