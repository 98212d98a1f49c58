export {
  type ProcessOptions,
  runNode,
  type RunResult,
  type ServerProcess,
  startServerProcess,
} from "./child-process.ts";
export { TestClock } from "./clock.ts";
export { fillDatabase, type OpenFilled, openTestDatabase, temporaryPostgres } from "./database.ts";
export { type GithubDelivery, githubDeliveries } from "./github-deliveries.ts";
export { type PostgresServer, startPostgresServer } from "./postgres/start-server.ts";
export { createPythonDatabase, type PythonRelease, pythonToken } from "./python-database.ts";
export { pythonUser } from "./python-user.ts";
export { laterPythonVersions, pythonDeliveries, pythonLogs } from "./python-versions.ts";
export { keepLog, keepSecrets } from "./run-log/keep.ts";
export { temporaryDirectory } from "./temporary-directory.ts";
export { TestTime } from "./test-time.ts";
