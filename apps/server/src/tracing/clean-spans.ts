import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/** What a span may say: words of the program, and numbers. Paths, queries, headers and messages can hold more. */
const allowed = new Set(["http.request.method", "http.route", "http.response.status_code"]);

/** Exports spans without what can hold personal data or secrets: other attributes, events, and messages of errors. */
export function cleanSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(clean), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function clean(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => allowed.has(name)),
  );
  // The other members stay those of the span.
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    links: { value: [] },
    status: { value: { code: span.status.code } },
  }) as ReadableSpan;
}
