const header =
  /^(?<version>[\da-f]{2})-(?<trace>[\da-f]{32})-(?<parent>[\da-f]{16})-[\da-f]{2}(?<more>-.*)?$/;

/**
 * The trace id of a `traceparent` header (W3C Trace Context, level 1, 3.2); undefined if the header is missing or not
 * valid, since a request must not fail because of it.
 */
export function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  if (typeof traceparent !== "string" || traceparent.length > 512) return undefined;
  const { version, trace, parent, more } = header.exec(traceparent)?.groups ?? {};
  if (trace === undefined || parent === undefined || version === "ff") return undefined;
  // Later versions may add parts.
  if (version === "00" && more !== undefined) return undefined;
  return /^0+$/.test(trace) || /^0+$/.test(parent) ? undefined : trace;
}
