import type { Examples } from "./example.ts";
import { digest, given, ids } from "./values.ts";

const path = { id: ids.action };
const lease = { lease_token: given.leaseToken };
const shown = { payload_digest: digest, surface: "voice" };

/** Pending actions, and their execution. */
export const actionExamples: Examples = {
  createPendingAction: {
    headers: { "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324" },
    body: {
      summary: "Merge pull request #12 of octo/repo",
      effect: "main gets the 3 commits of the branch fix-login, as one",
      action_type: "merge_pr",
      action_payload: { repository: "octo/repo", number: 12, method: "squash" },
      repository: "octo/repo",
      expires_in_seconds: 900,
      editable: true,
    },
  },
  listPendingActions: {
    query: {
      state: "pending",
      action_type: "merge_pr",
      limit: 20,
      expand: ["names", "proposer", "approved_by"],
    },
  },
  getPendingAction: {
    path,
    query: { expand: ["names", "proposer", "approved_by", "receipt", "command"] },
  },
  waitForDecision: { path, query: { wait_seconds: 30 } },
  confirmPendingAction: {
    body: { token: given.decisionToken, payload_digest: digest, reason: "The checks are green" },
  },
  cancelPendingAction: { body: { token: given.decisionToken, reason: "Not today" } },
  approvePendingAction: { path, body: { ...shown, reason: "The checks are green" } },
  rejectPendingAction: { path, body: { ...shown, reason: "The tests are red" } },
  takeBackApproval: { path, body: { ...shown, reason: "Wrong pull request" } },
  withdrawPendingAction: { path, body: { reason: "The branch was deleted", surface: "console" } },
  decidePendingActions: {
    body: {
      decisions: [{ id: ids.action, verdict: "approve", payload_digest: digest }],
      surface: "console",
    },
  },
  editPendingAction: {
    path,
    body: {
      ...shown,
      action_payload: { repository: "octo/repo", number: 12, method: "rebase" },
      reason: "This repository keeps a linear history",
    },
  },
  listActionVersions: { path, query: { limit: 20 } },

  previewAction: {
    path,
    body: {
      version: 1,
      title: "Fix the login",
      url: "https://github.com/octo/repo/pull/12",
      facts: [
        { label: "branch", value: "fix-login into main" },
        { label: "checks", value: "8 of 8 are green" },
        { label: "changes", value: "3 files, 42 lines" },
      ],
      worker: "worker-1",
    },
  },
  claimAction: { body: { types: ["merge_pr"], worker: "worker-1", lease_seconds: 120 } },
  heartbeatAction: { path, body: { ...lease, lease_seconds: 120 } },
  succeedAction: { path, body: { ...lease, result: { sha: "6dcb09b5b57875f334f61aebed695e2e" } } },
  failAction: { path, body: { ...lease, error: "GitHub answered 409: the head has moved" } },
  releaseAction: { path, body: { ...lease, retry_after_seconds: 30 } },
};
