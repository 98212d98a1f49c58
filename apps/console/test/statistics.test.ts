import { expect, test } from "vitest";
import { formatDuration } from "../src/components/format-duration.ts";
import { beginOf, bucketsOf } from "../src/pages/statistics/ranges.ts";
import { readStatisticsSearch } from "../src/pages/statistics/statistics-search.ts";
import { percent, summaries } from "../src/pages/statistics/summaries.ts";

test("a range begins at the start of a bucket, and a week on a Monday", () => {
  const now = Date.parse("2026-11-29T20:17:42.123Z");
  expect(beginOf("1h", "minute", now)).toBe("2026-11-29T19:17:00.000Z");
  expect(beginOf("24h", "hour", now)).toBe("2026-11-28T20:00:00.000Z");
  expect(beginOf("7d", "day", now)).toBe("2026-11-22T00:00:00.000Z");
  expect(beginOf("90d", "week", now)).toBe("2026-08-31T00:00:00.000Z");
  expect(new Date("2026-08-31T00:00:00.000Z").getUTCDay()).toBe(1);
});

test("what does not fit in an address is left out", () => {
  expect(readStatisticsSearch({ range: "1y", bucket: "minute", of: "log", by: 3 })).toEqual({
    range: "1y",
    of: "log",
  });
  expect(readStatisticsSearch({ range: ["7d", "1h"], bucket: "week", of: "__proto__" })).toEqual(
    {},
  );
});

test("dates take the place of a range, and have buckets that a chart has room for", () => {
  const now = Date.parse("2026-11-29T20:00:00Z");
  const since = "2026-11-01T00:00:00.000Z";
  const until = "2026-11-15T00:00:00.000Z";
  expect(readStatisticsSearch({ range: "1h", since, until, bucket: "hour" })).toEqual({
    since,
    until,
    bucket: "hour",
  });
  // It would end before it begins.
  expect(readStatisticsSearch({ range: "1h", since: until, until: since })).toEqual({
    range: "1h",
  });
  expect(bucketsOf({ since, until }, now)).toEqual(["day", "hour", "week"]);
  expect(bucketsOf({ since: "2026-11-29T19:30:00.000Z" }, now)).toEqual(["minute"]);
  expect(bucketsOf({ since: "2016-11-29T00:00:00.000Z" }, now)).toEqual(["week"]);
  expect(beginOf({ since }, "week", now)).toBe(since);
});

test("a share is 0 or 100 percent only if it is none or all", () => {
  expect([0, 1, 501, 999, 1000].map((part) => percent(part, 1000))).toEqual([
    "0%",
    "1%",
    "50%",
    "99%",
    "100%",
  ]);
});

test("durations have two or three digits", () => {
  expect([0, 12, 1400, 40_000, 90_000, 7_200_000, 864_000_000].map(formatDuration)).toEqual(
    ["0 s", "12 ms", "1.4 s", "40 s", "1.5 min", "2 h", "10 d"].map((text) =>
      text.replace(" ", "\u00A0"),
    ),
  );
});

test("the numbers are told in words", () => {
  const outcomes = { confirmed: 11, rejected: 1, expired: 1, pending: 1 };
  const total = { count: 14, outcomes, median_ms: 12_000, p90_ms: 40_000 };
  const at = "2026-11-29T00:00:00.000Z";
  const rest = { since: at, until: at, bucket: "day", names: [], more_names: false } as const;
  expect(summaries.answers({ ...rest, total, buckets: [] }).replaceAll("\u00A0", " ")).toBe(
    "14 actions were proposed, and 86% were answered. Where a person answered, half of the answers took at most 12 s, and nine in ten at most 40 s. 1 expired without an answer.",
  );
});
