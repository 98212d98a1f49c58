import type { SendRequest } from "@handsfree/executors/outgoing";
import type { Database } from "@handsfree/schema";
import type { FastifyBaseLogger } from "fastify";
import type { Kysely } from "kysely";
import { startLasting } from "../webhook-deliveries/start-lasting.ts";
import type { ExecutorSettings } from "./config.ts";

/** How many actions on GitHub, or of webhooks, are carried out at a time. */
const concurrency = 4;

/** Carries out approved actions, and shows before what they would do. Without settings it loads nothing. */
export async function startExecutors({
  db,
  executors: { github, webhooks },
  send,
  log,
}: {
  readonly db: Kysely<Database>;
  readonly executors: ExecutorSettings;
  readonly send: SendRequest;
  readonly log: Pick<FastifyBaseLogger, "error">;
}): Promise<readonly { readonly stop: () => Promise<void> }[]> {
  if (github === undefined && webhooks === undefined) return [];
  const { executeByWebhook, executeGithubActions, previewGithubActions } =
    await import("@handsfree/executors");
  const runs: [name: string, run: (signal: AbortSignal) => Promise<void>][] = [];
  if (github !== undefined) {
    runs.push(
      ["actions on GitHub", (signal) => executeGithubActions(db, { github, concurrency, signal })],
      ["previews of actions on GitHub", (signal) => previewGithubActions(db, { github, signal })],
    );
  }
  if (webhooks !== undefined) {
    runs.push([
      "actions by webhooks",
      (signal) => executeByWebhook(db, { ...webhooks, send, concurrency, signal }),
    ]);
  }
  return runs.map(([name, run]) => startLasting({ name, run, log }));
}
