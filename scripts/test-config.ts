import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Whether tests that repeat random cases run a few of them or all. */
export type TestDepth = "quick" | "deep";

/** Files of the deep run only, since they are too slow to run before each commit. */
const deepAlone = [
  "**/test/races/*.test.ts",
  "**/*-races.test.ts",
  "**/tampering.test.ts",
  "**/soak.test.ts",
  // Whole servers under faults and loads, and each version of another program's databases.
  "apps/server/test/{faults,growth,overload}.test.ts",
  "packages/query/test/{backup-under-load,traps}.test.ts",
  "packages/testkit/test/python-adoption.duckdb.test.ts",
  "{packages,apps}/*/test/stopped-*.postgres.test.ts",
];
/** Files of both runs, with fewer repetitions in the quick one. */
const scaled = [
  "**/histories.property.test.ts",
  "**/histories/*.property.test.ts",
  "**/users-rows.property.test.ts",
  "packages/migrator/test/plan.property.test.ts",
  "**/crash.test.ts",
];

/** The suites that must hold on both engines. */
const onBothEngines = [
  "packages/repositories/test/**/!(adopted-*|*.duckdb|*.postgres).test.ts",
  "packages/query/test/{cancellation,closing,error-stacks,introspection,json-paths,notices,page,page-bytes,result-columns,streams,time-bucket,transactions,values}.test.ts",
  "packages/migrator/test/runs/*.test.ts",
];
/** The largest of those suites without a database, which run once. */
const withoutDatabase =
  "packages/repositories/test/{canonical-json,commands/growth,redaction/token-forms}.test.ts";
/** The suites of the deep run that must hold on both engines. */
const deepOnBothEngines = [
  "packages/repositories/test/races/*.test.ts",
  "packages/repositories/test/**/!(*.duckdb|*.postgres)-races.test.ts",
  "packages/repositories/test/{histories,ownership}/*.property.test.ts",
  "packages/repositories/test/audit/tampering.test.ts",
  "packages/migrator/test/runs/crash.test.ts",
  "{packages,apps}/*/test/stopped-*.postgres.test.ts",
];
const onPostgresOnly = "{packages,apps}/*/test/*.postgres.test.ts";

const duckdbSetup = "packages/testkit/src/duckdb/global-setup.ts";
const postgresSetup = "packages/testkit/src/postgres/global-setup.ts";

// Without "import": vitest hands them to Node, whose require() would then load ESM.
const conditions = ["@handsfree/source", "node"];

/** The settings of vitest for a run, with a project for each engine. */
export function testConfig({ depth }: { readonly depth: TestDepth }): ViteUserConfig {
  const isDeep = depth === "deep";
  const notInThisRun = isDeep ? [] : deepAlone;
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      // A busy machine can take many times as long as a quiet one.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // By default vitest leaves one core free, which is half of a small machine.
      maxWorkers: availableParallelism(),
      // Loading the packages takes a second of CPU, more than most files. So quick files share a process, and must
      // not leave a timer, a spy, a changed environment or an open database.
      isolate: isDeep,
      setupFiles: "packages/testkit/src/leave-nothing.ts",
      projects: [
        {
          extends: true,
          test: {
            name: "duckdb",
            include: isDeep
              ? [...deepAlone, ...scaled]
              : ["{migrations,packages,apps,examples}/**/*.test.ts"],
            exclude: ["**/node_modules/**", onPostgresOnly, ...notInThisRun],
            globalSetup: duckdbSetup,
            provide: { engine: "duckdb", depth },
          },
        },
        {
          extends: true,
          test: {
            name: "postgres",
            include: isDeep ? deepOnBothEngines : [...onBothEngines, onPostgresOnly],
            exclude: ["**/node_modules/**", withoutDatabase, ...notInThisRun],
            globalSetup: [duckdbSetup, postgresSetup],
            provide: { engine: "postgres", depth },
          },
        },
      ],
    },
  });
}
