import { openDatabase } from "@handsfree/query";
import {
  executeActions,
  ExecutionFailure,
  judgeExecution,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";

/** Asks another program to deploy the version that was approved. It acts once for each key. */
async function deploy(action: PendingAction, key: string, signal: AbortSignal): Promise<unknown> {
  const { version } = action.actionPayload as { readonly version?: unknown };
  if (typeof version !== "string") throw new ExecutionFailure("version must be a string");
  const response = await fetch(process.env["DEPLOY_URL"] ?? "", {
    method: "PUT",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ version }),
    signal,
  }).catch(() => undefined);
  if (response === undefined || response.status >= 500) {
    throw new ExecutionFailure("the deployments are away", { retryAfterSeconds: 30 });
  }
  if (!response.ok) throw new ExecutionFailure(`version ${version} was refused`);
  return response.json();
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

// Of the environment: DATABASE_URL or DUCKDB_PATH.
await using db = await openDatabase();
await executeActions(db, {
  types: ["deploy"],
  worker: "deployer",
  signal: stop.signal,
  async execute(action, { idempotencyKey, signal }) {
    // What was approved can be forbidden since.
    const judgment = await judgeExecution(db, action.id);
    if (judgment.outcome === "refused") throw new ExecutionFailure(judgment.reason);
    return deploy(action, idempotencyKey, signal);
  },
});
