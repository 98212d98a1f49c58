import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { adminKey, bearer } from "../callers.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const dashboard = readFileSync(new URL("../../grafana/handsfree.json", import.meta.url), "utf8");
const isThere = spawnSync("promtool", ["--version"]).status === 0;
if (!isThere) process.stdout.write("skipped, since this machine lacks promtool\n");

/** What a server answers to Prometheus after some requests. */
let metrics: string;
beforeAll(async () => {
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: join(directory.path, "x.db"),
  });
  const headers = bearer(await adminKey(directory.path));
  const get = async (path: string): Promise<string> =>
    (await fetch(`${server.url}${path}`, { headers })).text();
  await Promise.all(["/v1/me", "/v1/pending-actions?limit=1", "/v1/none", "/metrics"].map(get));
  metrics = await get("/metrics");
});

test.skipIf(!isThere)("promtool finds nothing wrong with the metrics", () => {
  // It has lint of names too, and ends with an error then.
  expect(execFileSync("promtool", ["check", "metrics"], { input: metrics, encoding: "utf8" })).toBe(
    "",
  );
});

test("the dashboard uses each metric that the server has, and no other", () => {
  const types = new Map(
    [...metrics.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = "", type = ""]) => [name, type]),
  );
  const { panels, templating } = JSON.parse(dashboard) as {
    panels: { targets: { expr: string }[] }[];
    templating: { list: { query: string | { query: string } }[] };
  };
  const queries = [
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...templating.list.map(({ query }) => JSON.stringify(query)),
  ];
  const words = queries.flatMap((query) => query.match(/\b[a-z]+_[a-z_]+\b/g) ?? []);
  const functions = new Set(["histogram_quantile", "label_values", "rate_interval"]);
  const used = words
    .filter((word) => !functions.has(word))
    .map((word) => {
      const family = word.replace(/_(?:bucket|sum|count)$/, "");
      return types.get(family) === "histogram" ? family : word;
    });
  expect([...new Set(used)].toSorted()).toEqual([...types.keys()].toSorted());
});

test("the labels are words of the program: no id, address, key or text of a caller", () => {
  const labels = new Set(
    [...metrics.matchAll(/[{,](\w+)="([^"]*)"/g)].map(([, name, value]) => `${name}=${value}`),
  );
  const values = [...labels].filter(
    (label) => !/^(?:le|route|method|status|queue|kind|type)=/.test(label),
  );
  expect(values).toEqual([]);
  expect([...labels].join("\n")).not.toMatch(/[\da-f]{8}-|\d+\.\d+\.\d+\.\d+|hf_|\?/);
});
