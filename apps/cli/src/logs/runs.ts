import { type ActionRun, listActionRuns } from "@handsfree/repositories/action-logs";
import { renderActionRun } from "@handsfree/wire/action-logs";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import { printPage, type View } from "../output/page.ts";

interface RunOptions extends GlobalOptions, Pick<PageOptions, "limit" | "cursor"> {
  readonly user?: string;
  readonly stale?: boolean;
}

export async function listRuns({ user, stale, ...options }: RunOptions): Promise<void> {
  const filter = { ...options, userId: user ?? "everyone", staleOnly: stale };
  const page = await useDatabase(options, (db) => listActionRuns(db, filter));
  await printPage(page, runView, options);
}

const runView: View<ActionRun> = {
  empty: "No run matches.",
  columns: {
    "STARTED AT": (run) => run.startedAt,
    "LEASE ENDS AT": (run) => run.leaseExpiresAt,
    STALE: (run) => run.stale,
    ATTEMPTS: (run) => run.attempts,
    TYPE: (run) => run.actionType,
    TARGET: (run) => run.target,
    KEY: (run) => run.idempotencyKey,
    USER: (run) => run.userId,
  },
  render: renderActionRun,
};
