import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Whether tests that repeat random cases run a few of them or all. */
export type TestDepth = "quick" | "deep";

/** Takes pictures of the console for a person to look at, so it runs when it is asked for. */
const pictures = "apps/console/test/screens.test.ts";
const takesPictures = process.env["HANDSFREE_CONSOLE_SCREENS"] !== undefined;

/** Files of the deep run only, since they are too slow to run before each commit. */
const deepAlone = [
  // A browser on the pages of records and accounts, and one that scrolls, follows a load, speaks, or meets hostile records.
  "apps/console/test/{accounts,audit,first-page,history,hostile,inbox,journey,keyboard-journey,large,operations,policies,waiting}.test.ts",
  ...(takesPictures ? [pictures] : []),
  "apps/console/test/{notifications/{browser-push,channels},spoken/spoken}.test.ts",
  "**/test/races/*.test.ts",
  "**/*-races.test.ts",
  "**/{single-tamperings,tampering}.test.ts",
  "**/soak.test.ts",
  "**/crash.test.ts",
  // Whole servers under faults and loads, each route with each principal, and each version of another program's databases.
  "apps/server/test/{bodies,faults,growth,overload,process,slow-readers,slow-stop}.test.ts",
  "apps/server/test/load/*.test.ts",
  "packages/query/test/{backup-under-load,file-watch,full-disk,traps}.test.ts",
  "apps/server/test/{access/{matrix,services-never-decide},first-start,metrics/prometheus,readme-steps,terminal,tracing/tracing}.test.ts",
  // A server for the example of each operation.
  "apps/server/test/examples/examples.test.ts",
  // Browsers, providers and authenticators of a test.
  "apps/server/test/sign-in/{openid,openid-forgeries,passkeys}.test.ts",
  "apps/server/test/client/{broken-connections,browser,restarts}.test.ts",
  "apps/server/test/{list-orders,locations,mcp/crowd}.test.ts",
  "apps/server/test/notifications/{ntfy-and-mail,slack,web-push}.test.ts",
  "packages/testkit/test/python-adoption.duckdb.test.ts",
  "{packages,apps}/*/test/stopped-*.postgres.test.ts",
  "apps/server/test/database-url.postgres.test.ts",
  // Rows of a megabyte, and many callers or processes at once.
  "packages/query/test/{cancellation.postgres,page-bytes}.test.ts",
  "packages/repositories/test/{bounded-reads,work/shared-claims}.test.ts",
  // A GitHub on this machine, and actions that wait and are tried again.
  "packages/executors/test/github/{faults,once}.test.ts",
  "packages/repositories/test/webhook-events/replay-interrupted.test.ts",
  "packages/migrator/test/runs/{callers,session}.test.ts",
  "packages/migrator/test/processes.postgres.test.ts",
  "examples/test/{agents,client,executors,whole-path}.test.ts",
  // A server for the tools of each SDK of agents.
  "packages/agents/test/guarded/{ai-sdk,langgraph,openai-agents}.test.ts",
  // Hundreds of forms of secrets, and of sizes.
  "packages/repositories/test/{redaction/token-forms,commands/growth}.test.ts",
  // Every call of every function, and every column, once more.
  "packages/repositories/test/ownership/{reach,users-rows.property}.test.ts",
  "packages/repositories/test/erasure/{erase,named-everywhere}.test.ts",
  "packages/repositories/test/{adopted-database,audit/{adopted-trail,forgery},erasure/spellings,export/export,pending-actions/erased-approvers,webhook-events/body-window,work/shared-reports}.test.ts",
  "packages/repositories/test/wrong-arguments/every-function.test.ts",
  // The lint of migrations, for which PGlite takes seconds to start. `pnpm lint:migrations` uses it in `pnpm check`.
  "packages/migrator/test/lint-*.test.ts",
  "packages/migrator/test/split-agreement.test.ts",
  "apps/cli/test/lint.test.ts",
  // Every workload of the benchmarks with every contender.
  "benchmarks/test/contenders.test.ts",
  // Agents, gateways and MCP servers, each in a process of its own.
  "packages/agents/test/gateway/{calls,http-upstream,reference-servers,restarts}.test.ts",
  // Whole copies of files, and servers beside the command line. The packages' own tests of these are in both runs.
  "apps/cli/test/{audit,backup,database,decisions-by-id,endpoints,events,mcp,migrate-files,process,retention,schema,seed-tables,sessions,webhook-inbox,webhook-payload}.test.ts",
  "packages/query/test/restore.test.ts",
  // A server for each question of an agent's hook, and processes that are killed.
  "apps/cli/test/hook/{asking,doctor,processes,readme-session}.test.ts",
];
/** Files of both runs, with fewer repetitions in the quick one. */
const scaled = [
  "**/histories.property.test.ts",
  "**/histories/*.property.test.ts",
  "apps/server/test/fuzz/fuzz.test.ts",
  "packages/migrator/test/plan.property.test.ts",
  "packages/query/test/page.property.test.ts",
  "packages/repositories/test/json/columns.test.ts",
  "packages/repositories/test/commands/leak.property.test.ts",
  "packages/repositories/test/identity/key-lives.property.test.ts",
  "packages/repositories/test/pending-actions/shared-proposals.test.ts",
  "packages/repositories/test/policies/**/*.property.test.ts",
];

/** Files of the deep run with a process of their own, since they measure it, or since what they load changes it. */
const alone = [
  "apps/console/test/{first-page,large}.test.ts",
  "apps/server/test/{bodies,growth,mcp/crowd,overload,slow-readers}.test.ts",
  "benchmarks/test/contenders.test.ts",
  "packages/agents/test/guarded/{ai-sdk,langgraph,openai-agents}.test.ts",
  "packages/query/test/traps.test.ts",
  "packages/repositories/test/commands/growth.test.ts",
];

/** The suites that must hold on both engines. */
const onBothEngines = [
  "packages/repositories/test/**/!(adopted-*|*.duckdb|*.postgres).test.ts",
  "packages/query/test/{cancellation,change-and-record,closing,error-stacks,execute-all,execute-all-values,introspection,json-paths,look-ups,notices,database-size,page,page-bytes,page-search,result-columns,share-transaction,streams,time-bucket,transactions,values}.test.ts",
  "packages/migrator/test/runs/*.test.ts",
];
/** The largest of those suites that have no database, or end before they use it, and so run once. */
const withoutDatabase =
  "packages/repositories/test/{canonical-json,commands/growth,identity/{key-text,redaction},notices/github-facts,notifications/quiet-hours,policies/*,redaction/{json,text,token-forms},wrong-arguments/every-function}.test.ts";
/** Suites that run on DuckDB in each run, and on PostgreSQL in the deep one: what they repeat is not of an engine. */
const deepOnPostgres = [
  "apps/console/test/journey.test.ts",
  "apps/server/test/expansions.test.ts",
  "packages/migrator/test/runs/adoptions.test.ts",
  "packages/repositories/test/erasure/erase.test.ts",
  "packages/repositories/test/{json,redaction}/*.test.ts",
  "packages/repositories/test/{retention/{boundaries,run},maintenance/jobs,audit/forgery,action-logs/run-once}.test.ts",
  "packages/repositories/test/commands/{idempotency,leak.property,mask-transcript,privacy-modes,record}.test.ts",
  "packages/repositories/test/pending-actions/{approving,erased-approvers,execution-runner,proposing,transitions,wait-for-decision}.test.ts",
  "packages/repositories/test/pending-actions/{deciding-many,editing,execution-leases,group-decisions,proposing-by-policy,reading}.test.ts",
  "packages/repositories/test/{action-logs,agent-tasks,approver-groups,github-connections,grants,identity,notices,notifications,repo-policies,sessions,webhook-events}/!(adopted-*|*.duckdb|*.postgres).test.ts",
  "packages/repositories/test/webhook-events/{body-window,delivery-identity,duplicates,headers,payload}.test.ts",
];
/** What of the deep run must hold on either engine. */
const deepOnBothEngines = [
  "apps/server/test/{database-url.postgres,load/load}.test.ts",
  "packages/executors/test/github/once.test.ts",
  "packages/query/test/{cancellation.postgres,page-bytes}.test.ts",
  "packages/repositories/test/races/*.test.ts",
  "packages/repositories/test/**/!(*.duckdb|*.postgres)-races.test.ts",
  "packages/repositories/test/{histories,identity,ownership}/*.property.test.ts",
  "packages/repositories/test/audit/{single-tamperings,tampering}.test.ts",
  "packages/repositories/test/{bounded-reads,export/export,webhook-events/replay-interrupted,work/{shared-claims,shared-reports}}.test.ts",
  "packages/migrator/test/runs/{callers,crash,session}.test.ts",
  "packages/migrator/test/{lint-*,processes}.postgres.test.ts",
  "{packages,apps}/*/test/stopped-*.postgres.test.ts",
];
const onPostgresOnly = "{packages,apps}/*/test/*.postgres.test.ts";

const duckdbSetup = "packages/testkit/src/duckdb/global-setup.ts";
const runLogSetup = "packages/testkit/src/run-log/global-setup.ts";
const browserSetup = "packages/testkit/src/browser/global-setup.ts";
const consoleSetup = "apps/console/scripts/built-console.ts";
const postgresSetup = "packages/testkit/src/postgres/global-setup.ts";
const duckdbSetups = [runLogSetup, duckdbSetup, browserSetup, consoleSetup];
const postgresSetups = [...duckdbSetups, postgresSetup];

// Without "import": vitest hands them to Node, whose require() would then load ESM.
const conditions = ["@handsfree/source", "node"];

/** The settings of vitest for a run, with a project for each engine. */
export function testConfig({ depth }: { readonly depth: TestDepth }): ViteUserConfig {
  const isDeep = depth === "deep";
  const aloneOnDuckdb = {
    extends: true,
    test: {
      name: "duckdb-alone",
      include: alone,
      isolate: true,
      globalSetup: duckdbSetups,
      provide: { engine: "duckdb", depth },
    },
  } as const;
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      // A busy machine can take many times as long as a quiet one.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // By default vitest leaves one core free, which is half of a small machine.
      maxWorkers: availableParallelism(),
      // Loading the packages takes three seconds of CPU, more than most files. So files share a process, and must
      // not leave a timer, a spy, a changed environment or an open database.
      isolate: false,
      setupFiles: "packages/testkit/src/leave-nothing.ts",
      projects: [
        {
          extends: true,
          test: {
            name: "duckdb",
            include: isDeep
              ? [...deepAlone, ...scaled]
              : ["{migrations,packages,apps,examples}/**/*.test.ts"],
            exclude: [
              "**/node_modules/**",
              onPostgresOnly,
              ...(isDeep ? alone : [pictures, ...deepAlone]),
            ],
            globalSetup: duckdbSetups,
            provide: { engine: "duckdb", depth },
          },
        },
        {
          extends: true,
          test: {
            name: "postgres",
            include: isDeep
              ? [...deepOnPostgres, ...deepOnBothEngines]
              : [...onBothEngines, onPostgresOnly],
            exclude: [
              "**/node_modules/**",
              withoutDatabase,
              ...(isDeep ? [] : [...deepAlone, ...deepOnPostgres]),
            ],
            globalSetup: postgresSetups,
            provide: { engine: "postgres", depth },
          },
        },
        ...(isDeep ? [aloneOnDuckdb] : []),
      ],
    },
  });
}
