const value = "works on what it is given, and has no database";
const webhook = "webhook events are of a source, and of no user";
const operator = "for an operator, over the rows of all users";

/** Public functions that take no user, and why. Whoever exposes one of them says who may call it. */
export const nobodys: Readonly<Record<string, string>> = {
  createRedactor: value,
  decodeJsonExactly: value,
  githubSource: value,
  parseJsonExactly: value,
  redactJson: value,
  redactText: value,
  signGithubPayload: value,
  signStandardWebhook: value,
  standardWebhooksSource: value,
  verifyGithubSignature: value,
  webhookIntake: value,

  probeWrites: "writes to a row of its own, which is about the disk",

  parseRetentionPolicy: value,
  retentionDays: value,
  snakeCaseRule: value,

  eraseUser: `says whom to erase, ${operator}; users-rows.property.test.ts holds it to that person`,
  findErasure: `says of whom, or of which erasure, ${operator}`,
  previewErasure: `counts alone, ${operator}`,
  runRetention: operator,
  upkeepJobs: `sweeps, ${operator}`,

  abandonExpiredExecutions: `a sweep, ${operator}`,
  expirePendingActions: `a sweep, ${operator}; it says what is true by the clock already`,
  freeExpiredKeys: `a sweep, ${operator}`,
  removeExpiredCommandContent: `a sweep, ${operator}`,

  exportAuditHead: `hashes alone, ${operator}`,
  pruneAuditTrail: operator,
  removeLogContents: operator,
  sealActionLogs: operator,
  verifyAuditTrail: operator,

  buryExhaustedWebhookEvents: webhook,
  claimWebhookEvents: webhook,
  countReplay: webhook,
  countWebhookRejections: webhook,
  failWebhookEvent: webhook,
  findReplay: webhook,
  findWebhookEvent: webhook,
  findWebhookPayload: webhook,
  heartbeatWebhookEvent: webhook,
  ignoreWebhookEvent: webhook,
  listReplays: webhook,
  listWebhookEvents: webhook,
  listWebhookTransitions: webhook,
  processWebhookEvents: webhook,
  ForgedTally: webhook,
  receiveWebhook: webhook,
  refuseWebhookByHeaders: webhook,
  releaseWebhookEvent: webhook,
  removeWebhookPayloads: webhook,
  replayWebhookEvent: webhook,
  replayWebhookEvents: webhook,
  resumeReplay: webhook,
  retryWebhookEvent: webhook,
  reviveWebhookEvent: webhook,
  stopReplay: webhook,
  storeWebhookEvent: webhook,
  succeedWebhookEvent: webhook,
};
