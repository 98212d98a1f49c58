import type { StatisticsJson } from "@handsfree/wire/statistics";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { beginOf, type Bucket, type Span } from "./ranges.ts";
import type { DeliveryNames, Subject } from "./statistics-search.ts";

/** What is counted. */
export interface Counted {
  readonly subject: Subject;
  readonly span: Span;
  readonly bucket: Bucket;
}

/** How often the numbers are counted anew, in milliseconds: not at each change, since that takes the server work. */
const interval = 60_000;

/** Counts, now and each minute. The earlier numbers of the subject stay until there are new ones. */
export function useStatistics(
  { subject, span, bucket }: Counted,
  by: DeliveryNames,
): UseQueryResult<StatisticsJson> {
  const names = subject === "deliveries" ? by : undefined;
  return useQuery({
    queryKey: ["statistics", subject, span, bucket, names],
    queryFn: ({ signal }) => {
      const until = typeof span === "string" ? undefined : span.until;
      const since = beginOf(span, bucket, Date.now());
      const query = { since, bucket, ...(until !== undefined && { until }) };
      switch (subject) {
        case "answers":
          return client.request("GET /v1/statistics/pending-actions", { query, signal });
        case "log":
          return client.request("GET /v1/statistics/action-logs", { query, signal });
        case "deliveries":
          return client.request("GET /v1/statistics/webhook-events", {
            query: { ...query, by },
            signal,
          });
        default:
          return client.request("GET /v1/statistics/commands", { query, signal });
      }
    },
    refetchInterval: interval,
    placeholderData: (data, query) =>
      query?.queryKey[1] === subject ? keepPreviousData(data) : undefined,
  });
}
