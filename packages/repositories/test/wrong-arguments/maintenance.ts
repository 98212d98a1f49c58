import { countEvents, measureFeedLag } from "../../src/entries/events.ts";
import {
  type IdempotentRequest,
  IdempotentRequests,
  removeExpiredRequests,
} from "../../src/entries/idempotency.ts";
import {
  eraseUser,
  exportUser,
  findErasure,
  parseRetentionPolicy,
  previewErasure,
  retentionDays,
  runRetention,
  snakeCaseRule,
} from "../../src/entries/privacy.ts";
import {
  type Context,
  defaultRedactor,
  measureWork,
  probeWrites,
  systemContext,
  maintenanceJobs,
} from "../../src/index.ts";
import { on, plain, type Rows } from "./row.ts";
import { open, privateKey, userId } from "./samples.ts";

/** What goes by age, or with its person. */
export const maintenance: Rows = {
  eraseUser: on(eraseUser, { userId, requestedBy: userId, reason: "case 7" }),
  previewErasure: on(previewErasure, userId),
  findErasure: on(findErasure, { userId }),
  exportUser: on(exportUser, userId),
  retentionDays: { ...plain(retentionDays, { commands: 7 } as never), alsoTaken: [null] },
  parseRetentionPolicy: plain(parseRetentionPolicy, "--keep", ["commands=7"]),
  snakeCaseRule: plain(snakeCaseRule, "webhookPayloads"),
  runRetention: on(runRetention, {
    policy: { commands: 7 },
    dryRun: false,
    batchSize: 10,
    signal: open,
    onProgress: () => undefined,
  }),
  maintenanceJobs: plain(maintenanceJobs, { privateKey, retention: { commands: 7 } }),
  measureFeedLag: on(measureFeedLag, new AbortController().signal),
  countEvents: { ...on(countEvents, 1), alsoTaken: [undefined] },
  measureWork: on(measureWork),
  probeWrites: on(probeWrites),
  removeExpiredRequests: on(removeExpiredRequests),
  IdempotentRequests: {
    call: ({ db, context }, [request]) =>
      new IdempotentRequests(db, context).begin(request as IdempotentRequest),
    args: [{ callerId: userId, key: "once", route: "POST /v1/users", content: "{}" }],
    takesCaller: true,
  },
};

const jobs: Rows = Object.fromEntries(
  maintenanceJobs({ retention: {} }).map(({ name, run }) => [
    name,
    {
      call: ({ db, context }, [given]) =>
        run(isObject(given) ? { db, context, ...given } : (given as never)),
      args: [{ signal: open }],
      takesCaller: true,
    },
  ]),
);

/** What is called besides the functions: the jobs of `maintenanceJobs`, and one function with each member of a context. */
export const moreCalls: Rows = {
  ...jobs,
  context: {
    call: ({ db }, [context]) => probeWrites(db, context as Context),
    args: [{ ...systemContext, schedule: () => () => undefined, redactor: defaultRedactor }],
    takesCaller: false,
  },
};

function isObject(given: unknown): given is object {
  return Object.prototype.toString.call(given) === "[object Object]";
}
