import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { apiDescription } from "./api/description.ts";
import { frameworkErrors, handleClientError, handleErrors } from "./http/error-handler.ts";
import { boundAnswers, defaultReaderLimits } from "./http/bound-answers.ts";
import { finishInFlight } from "./http/finish-in-flight.ts";
import { guardHost } from "./http/guard-host.ts";
import { readJsonBodies } from "./http/json-body.ts";
import { ProblemSchema } from "./http/problem.ts";
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
    frameworkErrors,
    clientErrorHandler: handleClientError,
  });
  finishInFlight(app, services.shutdownGrace ?? 25_000);
  guardHost(app, services.allowedHosts ?? []);
  handleErrors(app);
  validateRequests(app);
  readJsonBodies(app);
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
