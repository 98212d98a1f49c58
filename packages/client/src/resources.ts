// The methods that call one route each, for `bind`.

export const pendingActions = {
  /** One action. */
  get: "GET /v1/pending-actions/{id}",
  /** The actions that wait for a decision, or those in a `state`. */
  list: "LIST /v1/pending-actions",
  /** The versions of the payload of an action. */
  versions: "LIST /v1/pending-actions/{id}/versions",
  /** Approves an action as it was shown. */
  approve: "POST /v1/pending-actions/{id}/approve body",
  /** Rejects an action as it was shown. */
  reject: "POST /v1/pending-actions/{id}/reject body",
  /** Takes an approval back before the action's `executable_at`, so that it waits again. */
  takeBack: "POST /v1/pending-actions/{id}/take-back body",
  /** Withdraws an action that its owner or proposer no longer wants. */
  withdraw: "POST /v1/pending-actions/{id}/cancel body",
  /** Replaces the payload of an action that waits. */
  edit: "POST /v1/pending-actions/{id}/edit body",
  /** Decides up to 100 actions, and answers one outcome for each. */
  decideMany: "POST /v1/pending-actions/decisions body",
  /** Confirms an action by its token. */
  confirmByToken: "POST /v1/pending-actions/confirm body",
  /** Rejects an action by its token. */
  cancelByToken: "POST /v1/pending-actions/cancel body",
  /** Shows who decides what an executor would do. */
  preview: "PUT /v1/pending-actions/{id}/preview body",
  /** Takes an approved action to execute it; without items if there is none. */
  claim: "POST /v1/pending-actions/claim body",
  /** Extends the lease of an execution. */
  heartbeat: "POST /v1/pending-actions/{id}/heartbeat body",
  /** Reports that an execution succeeded. */
  succeed: "POST /v1/pending-actions/{id}/succeed body",
  /** Reports that an execution failed. */
  fail: "POST /v1/pending-actions/{id}/fail body",
  /** Gives an execution back to other workers. */
  release: "POST /v1/pending-actions/{id}/release body",
} as const;

export const actionLogs = {
  /** Records a side effect once for each `idempotencyKey`. */
  record: "POST /v1/action-logs body",
  get: "GET /v1/action-logs/{id}",
  list: "LIST /v1/action-logs",
} as const;

export const commands = {
  /** Records a command. Its transcript is kept only if `store_transcript` is true. */
  record: "POST /v1/commands body",
  get: "GET /v1/commands/{id}",
  list: "LIST /v1/commands",
  /** Says which action a command led to. */
  link: "POST /v1/commands/{id}/pending-action body",
} as const;

export const webhookEvents = {
  get: "GET /v1/webhook-events/{id}",
  list: "LIST /v1/webhook-events",
  /** The body of a delivery, to the byte. */
  payload: "GET /v1/webhook-events/{id}/payload",
  transitions: "LIST /v1/webhook-events/{id}/transitions",
  /** Takes events to work on, without their bodies. */
  claim: "POST /v1/webhook-events/claim body",
  heartbeat: "POST /v1/webhook-events/{id}/heartbeat body",
  /** Reports that the work on an event is done. */
  complete: "POST /v1/webhook-events/{id}/succeed body",
  fail: "POST /v1/webhook-events/{id}/fail body",
  ignore: "POST /v1/webhook-events/{id}/ignore body",
  release: "POST /v1/webhook-events/{id}/release body",
  retry: "POST /v1/webhook-events/{id}/retry body",
  revive: "POST /v1/webhook-events/{id}/revive body",
  replay: "POST /v1/webhook-events/{id}/replay body",
} as const;

export const agentTasks = {
  create: "POST /v1/agent-tasks body",
  get: "GET /v1/agent-tasks/{id}",
  list: "LIST /v1/agent-tasks",
  answer: "POST /v1/agent-tasks/{id}/answer body",
  cancel: "POST /v1/agent-tasks/{id}/cancel body",
  retry: "POST /v1/agent-tasks/{id}/retry",
  /** Takes tasks to work on. */
  claim: "POST /v1/agent-tasks/claim body",
  heartbeat: "POST /v1/agent-tasks/{id}/heartbeat body",
  complete: "POST /v1/agent-tasks/{id}/complete body",
  fail: "POST /v1/agent-tasks/{id}/fail body",
  /** Asks the owner a question; the task waits for the answer. */
  ask: "POST /v1/agent-tasks/{id}/ask body",
  release: "POST /v1/agent-tasks/{id}/release body",
} as const;

export const repoPolicies = {
  list: "LIST /v1/repo-policies",
  get: "GET /v1/repo-policies/{owner}/{name}",
  set: "PUT /v1/repo-policies/{owner}/{name} body",
  remove: "DELETE /v1/repo-policies/{owner}/{name}",
} as const;

export const notices = {
  /** What GitHub's deliveries mean for the caller. */
  list: "LIST /v1/notices",
  /** Marks notices as read. */
  read: "POST /v1/notices/read body",
} as const;

export const triggers = {
  /** Proposes an action once an event came. */
  create: "POST /v1/triggers body",
  get: "GET /v1/triggers/{id}",
  list: "LIST /v1/triggers",
  /** Ends a trigger, which proposes nothing then. */
  remove: "DELETE /v1/triggers/{id}",
} as const;
