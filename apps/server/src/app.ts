import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { apiDescription } from "./api/description.ts";
import { frameworkErrors, handleClientError, handleErrors } from "./http/error-handler.ts";
import { finishInFlight } from "./http/finish-in-flight.ts";
import { guardHost } from "./http/guard-host.ts";
import { readJsonBodies } from "./http/json-body.ts";
import { ProblemSchema } from "./http/problem.ts";
import { validateRequests } from "./http/validation.ts";
import { actionLogRoutes } from "./routes/action-logs.ts";
import { commandRoutes } from "./routes/commands.ts";
import { githubWebhookRoutes } from "./routes/github-webhooks.ts";
import { healthRoutes } from "./routes/health.ts";
import { pendingActionRoutes } from "./routes/pending-actions.ts";
import { webhookEventRoutes } from "./routes/webhook-events.ts";
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
  app.addSchema(ProblemSchema);
  await app.register(swagger, apiDescription);
  for (const routes of [
    healthRoutes,
    githubWebhookRoutes,
    webhookEventRoutes,
    webhookInboxRoutes,
    webhookRequestRoutes,
    webhookReplayRoutes,
    commandRoutes,
    pendingActionRoutes,
    actionLogRoutes,
  ]) {
    await app.register(routes, services);
  }
  return app;
}
