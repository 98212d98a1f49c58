import type { Examples } from "./example.ts";
import { given, ids } from "./values.ts";

const lease = { lease_token: given.leaseToken };
const command = { id: ids.command };
const task = { id: ids.task };

/** Action logs, commands and agent tasks. */
export const recordExamples: Examples = {
  recordActionLog: {
    headers: { "idempotency-key": "0b0b3c3e-8a55-4b7e-9a0e-0a0a5d6f7c11" },
    body: {
      action_type: "github.merge_pr",
      ok: true,
      target: "octo/repo#12",
      request: { method: "squash" },
      result: { merged: true },
    },
  },
  listEvents: { query: { types: "pending_action.proposed,pending_action.confirmed", limit: 20 } },
  streamEvents: { query: { after: "0" } },
  listActionLogs: {
    query: {
      q: "octo/repo",
      ok: true,
      limit: 20,
      expand: ["actor", "pending_action"],
    },
  },
  getActionLog: { path: { id: ids.log }, query: { expand: ["names", "actor"] } },
  exportActionLogs: { query: { format: "csv", ok: false, since: "2026-01-01T00:00:00Z" } },
  getAuditHead: {},
  verifyAuditTrail: { query: { signed_from: 1 } },

  countPendingActions: { query: { since: "2026-01-01T00:00:00Z", bucket: "week" } },
  countActionLogs: { query: { ok: false, bucket: "day" } },
  countCommands: { query: { bucket: "hour", since: "2026-03-01T00:00:00Z" } },
  countWebhookEvents: { query: { by: "event_type", source: "github" } },

  getRetention: {},
  getServer: {},
  recordCommand: {
    headers: { "idempotency-key": "f3b0c1de-52a5-4a35-8a27-5b0e3ff0a6a9" },
    body: {
      input_type: "audio",
      status: "needs_confirmation",
      profile: "commute",
      privacy_mode: "strict",
      transcript: "merge pull request twelve",
      intent_name: "merge_pr",
      intent_confidence: 0.93,
      entities: { number: 12 },
      session_id: "drive-to-work",
      latency_ms: 840,
    },
  },
  listCommands: {
    query: {
      profile: "commute",
      status: "needs_confirmation",
      limit: 20,
      expand: ["pending_action"],
    },
  },
  getCommand: { path: command, query: { expand: ["names", "pending_action"] } },
  linkCommandToAction: { path: command, body: { pending_action_id: ids.action } },

  createAgentTask: {
    body: {
      provider: "copilot",
      instruction: "Find out why the nightly build fails, and propose a fix",
      repository: "octo/repo",
      issue_number: 41,
    },
  },
  listAgentTasks: {
    query: { provider: "copilot", limit: 20, expand: ["names", "pending_action"] },
  },
  getAgentTask: { path: task, query: { expand: ["names", "pending_action"] } },
  claimAgentTasks: { body: { providers: ["copilot"], worker: "worker-1", limit: 1 } },
  heartbeatAgentTask: { path: task, body: { ...lease, progress: "Two of three jobs pass" } },
  completeAgentTask: { path: task, body: { ...lease, result: { pull_request: 42 } } },
  failAgentTask: {
    path: task,
    body: { ...lease, error: "The sandbox has no network", retry: false },
  },
  askAgentTaskOwner: { path: task, body: { ...lease, question: "May I change the lockfile?" } },
  releaseAgentTask: { path: task, body: lease },
  answerAgentTask: { path: task, body: { answer: "Yes, but only the patch versions" } },
  cancelAgentTask: { path: task, body: { reason: "It was fixed by hand" } },
  retryAgentTask: { path: task },
};
