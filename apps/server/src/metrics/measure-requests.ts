import { Counter, Histogram, type Registry } from "@prometheus-io/client";
import type { EndedRequest } from "../http/ended-requests.ts";

/** Upper bounds in seconds: from a look-up to an answer that waits for a person. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Counts the requests and their durations. @returns the function that counts one. */
export function measureRequests(registry: Registry): (ended: EndedRequest) => void {
  const requests = new Counter({
    name: "handsfree_http_requests_total",
    help: "Requests that ended, by the template of their route and the class of their status. The status is 0 where the connection ended before the answer began.",
    labelNames: ["route", "method", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "handsfree_http_request_duration_seconds",
    help: "The time from the head of a request to the end of its answer. Long polls and streams take as long as they wait.",
    labelNames: ["route", "method"],
    buckets,
    registers: [registry],
  });
  return ({ request: { method }, route = "none", status, milliseconds }) => {
    const statusClass = status === undefined ? "0" : `${Math.floor(status / 100)}xx`;
    requests.inc({ route, method, status: statusClass });
    durations.observe({ route, method }, milliseconds / 1000);
  };
}
