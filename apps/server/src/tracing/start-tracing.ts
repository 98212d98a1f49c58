import { setTimeout } from "node:timers/promises";
import { InvalidInputError } from "@handsfree/query";
import type { FastifyInstance } from "fastify";
import manifest from "../../package.json" with { type: "json" };
import { traceIdOf } from "../logs/trace-id.ts";
import { cleanSpans } from "./clean-spans.ts";

/** How long the last spans may take when the server stops, in milliseconds. */
const lastSpans = 5000;

/** Requests that become spans. */
export interface Tracing {
  /** Must be called before the routes and hooks that belong to the spans are added. */
  readonly trace: (app: FastifyInstance) => Promise<void>;
  /** Sends the last spans. */
  readonly stop: () => Promise<void>;
}

/**
 * Sends a span of each request to a collector by OTLP, in JSON over HTTP. A caller's `traceparent` goes on. The packages
 * are optional, since they are larger than the server, and are loaded only here.
 *
 * @param endpoint the base URL of the collector, to which `/v1/traces` is added.
 * @throws {InvalidInputError} if the packages are not installed.
 */
export async function startTracing(endpoint: string): Promise<Tracing> {
  const { fastifyOtel, exporterOtlp, resources, sdk } = await loadPackages();
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes({
      "service.name": process.env["OTEL_SERVICE_NAME"] ?? "handsfree-server",
      "service.version": manifest.version,
    }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        cleanSpans(
          new exporterOtlp.OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }),
        ),
      ),
    ],
  });
  provider.register();
  const instrumentation = new fastifyOtel.FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    recordExceptions: false,
    requestHook(span, request) {
      span.updateName(`${request.method} ${request.routeOptions.url ?? "no route"}`);
      if (traceIdOf(request.headers.traceparent) !== undefined) return;
      request.log = request.log.child({ traceId: span.spanContext().traceId });
    },
  });
  instrumentation.setTracerProvider(provider);
  return {
    trace: async (app) => {
      await app.register(instrumentation.plugin());
    },
    stop: () =>
      Promise.race([provider.shutdown(), setTimeout(lastSpans, undefined, { ref: false })]),
  };
}

async function loadPackages() {
  try {
    const [fastifyOtel, exporterOtlp, resources, sdk] = await Promise.all([
      import("@fastify/otel"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-node"),
    ]);
    return { fastifyOtel, exporterOtlp, resources, sdk };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new InvalidInputError(
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      "is set, but packages are missing; run npm install @fastify/otel @opentelemetry/api@1.9 @opentelemetry/exporter-trace-otlp-http@0.222 @opentelemetry/resources@2 @opentelemetry/sdk-trace-node@2",
    );
  }
}
