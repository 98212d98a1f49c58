import { defineConfig } from "vitest/config";

// Without "import": vitest hands them to Node, whose require() would then load ESM.
const conditions = ["@handsfree/source", "node"];

/** The suites that must hold on either engine. */
const onBothEngines = [
  "packages/repositories/test/**/!(adopted-*|*.duckdb|*.postgres).test.ts",
  "packages/query/test/{cancellation,closing,notices,page,page-bytes,streams,time-bucket,transactions,values}.test.ts",
  "packages/migrator/test/runs/*.test.ts",
];
const onPostgresOnly = "{packages,apps}/*/test/*.postgres.test.ts";

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "duckdb",
          include: ["{migrations,packages,apps,examples}/**/*.test.ts"],
          exclude: ["**/node_modules/**", onPostgresOnly],
          provide: { engine: "duckdb" },
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: [...onBothEngines, onPostgresOnly],
          globalSetup: "packages/testkit/src/postgres/global-setup.ts",
          provide: { engine: "postgres" },
        },
      },
    ],
  },
});
