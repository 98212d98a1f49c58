import {
  exportActionLogs,
  findActionLog,
  findActionLogByKey,
  findActionRun,
  freeExpiredKeys,
  listActionLogs,
  listActionRuns,
  recordActionLog,
  runOnce,
} from "../../src/entries/action-logs.ts";
import {
  exportAuditHead,
  findLogSeals,
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";
import { on, type Rows } from "./row.ts";
import { id, open, page, privateKey, publicKey, since, userId } from "./samples.ts";

const key = { userId, actionType: "merge_pr", key: "k" };
const request = {
  userId,
  actionType: "merge_pr",
  target: "a/b#1",
  request: {},
  idempotencyKey: "k",
  keyLifeSeconds: 60,
};

/** With their runs, and the audit trail over them. */
export const actionLogs: Rows = {
  findActionLog: on(findActionLog, { userId, auditor: undefined, id }),
  findActionLogByKey: on(findActionLogByKey, key),
  listActionLogs: on(listActionLogs, {
    auditor: undefined,
    userId,
    actionType: "merge_pr",
    ok: true,
    target: "a/b#1",
    search: "merge",
    credentialId: id,
    ...page,
  }),
  exportActionLogs: on(exportActionLogs, {
    auditor: undefined,
    userId,
    actionType: "merge_pr",
    ok: true,
    target: "a/b#1",
    search: "merge",
    credentialId: id,
    since,
    until: since,
  }),
  recordActionLog: on(recordActionLog, { ...request, ok: true, result: {} }),
  freeExpiredKeys: on(freeExpiredKeys, { limit: 10 }),
  findActionRun: on(findActionRun, key),
  listActionRuns: on(listActionRuns, { userId, staleOnly: true, limit: 10, cursor: undefined }),
  runOnce: on(
    runOnce,
    { ...request, actionType: "run", leaseSeconds: 60, freesKey: () => false },
    () => "done",
  ),
  exportAuditHead: on(exportAuditHead),
  findLogSeals: on(findLogSeals, [id]),
  sealActionLogs: on(sealActionLogs, {
    batchSize: 10,
    settleSeconds: 60,
    lookBackSeconds: 60,
    acceptLate: false,
    limit: 10,
    privateKey,
  }),
  pruneAuditTrail: on(pruneAuditTrail, { before: since, limit: 10, dryRun: false, privateKey }),
  removeLogContents: on(removeLogContents, { ids: [id] }, { anonymize: false, privateKey }),
  verifyAuditTrail: on(verifyAuditTrail, {
    head: { number: 1, hash: "0".repeat(64) },
    publicKeys: [publicKey],
    signedFrom: 1,
    maximumFindings: 10,
    signal: open,
    onProgress: () => undefined,
  }),
};
