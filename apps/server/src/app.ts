import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { apiDescription } from "./api/description.ts";
import {
  frameworkErrors,
  handleClientError,
  handleErrors,
  refuseExpectations,
} from "./http/error-handler.ts";
import { boundAnswers, defaultReaderLimits } from "./http/bound-answers.ts";
import { finishInFlight } from "./http/finish-in-flight.ts";
import { guardHost } from "./http/guard-host.ts";
import { readBodies } from "./http/read-bodies.ts";
import { closeUnread } from "./http/close-unread.ts";
import { readJsonBodies } from "./http/json-body.ts";
import { ProblemSchema } from "./http/problem.ts";
import { refuseReservedUsers } from "./http/refuse-reserved-users.ts";
import { readIdempotencyKeys } from "./http/idempotency-key.ts";
import { validateRequests } from "./http/validation.ts";
import { actionExecutionRoutes } from "./routes/action-executions.ts";
import { actionLogRoutes } from "./routes/action-logs.ts";
import { awaitedDecisionRoutes } from "./routes/awaited-decisions.ts";
import { auditRoutes } from "./routes/audit.ts";
import { commandRoutes } from "./routes/commands.ts";
import { exportRoutes } from "./routes/export.ts";
import { healthRoutes } from "./routes/health.ts";
import { decisionRoutes } from "./routes/pending-actions/decide.ts";
import { proposalRoutes } from "./routes/pending-actions/propose.ts";
import { pendingActionRoutes } from "./routes/pending-actions/read.ts";
import { webhookEventRoutes } from "./routes/webhook-events.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { webhookInboxRoutes } from "./routes/webhook-inbox.ts";
import { webhookReplayRoutes } from "./routes/webhook-replays.ts";
import { webhookRequestRoutes } from "./routes/webhook-requests.ts";
import type { Services } from "./services.ts";

/** The HTTP API over a migrated database, which stays the caller's to close. */
export async function buildApp(
  services: Services,
  logger: FastifyServerOptions["logger"] = false,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger,
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
  });
  refuseExpectations(app);
  finishInFlight(app, services.shutdownGrace ?? 25_000);
  guardHost(app, services.allowedHosts ?? []);
  refuseReservedUsers(app);
  handleErrors(app);
  validateRequests(app);
  readBodies(app);
  closeUnread(app);
  readJsonBodies(app);
  readIdempotencyKeys(app);
  boundAnswers(app, services.readerLimits ?? defaultReaderLimits);
  app.addSchema(ProblemSchema);
  await app.register(swagger, apiDescription);
  for (const routes of [
    healthRoutes,
    webhookRoutes,
    webhookEventRoutes,
    webhookInboxRoutes,
    webhookRequestRoutes,
    webhookReplayRoutes,
    commandRoutes,
    proposalRoutes,
    pendingActionRoutes,
    awaitedDecisionRoutes,
    actionExecutionRoutes,
    decisionRoutes,
    actionLogRoutes,
    auditRoutes,
    exportRoutes,
  ]) {
    await app.register(routes, services);
  }
  return app;
}
