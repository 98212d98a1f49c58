import type { AccessScope } from "@handsfree/schema";

/** Who may call an operation, as it is meant to be. The test compares it with what the server does. */
export interface Entry {
  /** `people` refuses services with any scope. */
  readonly who: "anyone" | "callers" | "people";
  /** One of them suffices. Empty: a known caller suffices. `admin` implies each of them. */
  readonly scopes: readonly AccessScope[];
  /** Whose records it is about: one's own and those of whom one may act for, or of all. */
  readonly records: "own" | "all";
  /** The scope by which a caller may name any user. */
  readonly overseers?: AccessScope;
  /** Whether such a caller may also name all users at once. */
  readonly ofAll?: true;
  /** Whether it needs a session, or a key with `admin`. */
  readonly signedIn?: true;
}

const open: Entry = { who: "anyone", scopes: [], records: "all" };
const own = (...scopes: AccessScope[]): Entry => ({
  who: "callers",
  scopes,
  records: "own",
  overseers: "admin",
});
const all = (...scopes: AccessScope[]): Entry => ({ who: "callers", scopes, records: "all" });
const people = (...scopes: AccessScope[]): Entry => ({ who: "people", scopes, records: "all" });
const signedIn: Entry = { ...people(), signedIn: true };
const ownSessions: Entry = { ...signedIn, records: "own", overseers: "admin" };
const readers: Entry = {
  ...own("actions:propose", "actions:decide", "actions:execute", "audit:read"),
  overseers: "audit:read",
};
const audited: Entry = { ...readers, ofAll: true };
const ofEvents: Entry = {
  ...audited,
  scopes: [...audited.scopes, "commands:read", "webhooks:read", "webhooks:process"],
};
/** The records of a user that only a person may change. */
const ownOfPeople: Entry = { ...own("actions:decide"), who: "people" };
/** What only an admin says of a user. */
const boundByAdmins: Entry = { ...own("admin"), who: "people" };

/** Routes that are no part of the API's description: those that people see in a browser, which are for anyone. */
export const pages: readonly string[] = [
  "GET /",
  "GET /docs",
  "GET /docs.js",
  "GET /docs/scalar.js",
  "GET /openapi.json",
  "GET /sign-in",
  "GET /sign-in.css",
  "GET /sign-in.js",
  "GET /v1/openid/callback",
  "GET /v1/openid/start",
  // MCP describes itself. It takes any key, and the tools do no more than the key may.
  "POST /mcp",
  // Slack alone calls it, with its signature.
  "POST /v1/slack/interactions",
];

/** By operation. An operation without an entry fails the test. */
export const matrix: Readonly<Record<string, Entry>> = {
  getHealth: open,
  getNotificationOptions: signedIn,
  listNotificationChannels: signedIn,
  createNotificationChannel: signedIn,
  getNotificationChannel: signedIn,
  changeNotificationChannel: signedIn,
  deleteNotificationChannel: signedIn,
  testNotificationChannel: signedIn,
  listProblems: open,
  getProblem: open,
  getLiveness: open,
  getReadiness: open,
  getMetrics: all("metrics:read"),
  getServer: all("metrics:read"),
  receiveWebhook: open,

  createPendingAction: own("actions:propose"),
  listPendingActions: audited,
  getPendingAction: audited,
  waitForDecision: readers,
  confirmPendingAction: people("actions:decide"),
  cancelPendingAction: people("actions:decide"),
  approvePendingAction: people("actions:decide"),
  rejectPendingAction: people("actions:decide"),
  editPendingAction: people("actions:decide"),
  takeBackApproval: people("actions:decide"),
  decidePendingActions: people("actions:decide"),
  withdrawPendingAction: all("actions:propose", "actions:decide"),
  listActionVersions: readers,
  previewAction: own("actions:execute"),
  claimAction: own("actions:execute"),
  heartbeatAction: own("actions:execute"),
  succeedAction: own("actions:execute"),
  failAction: own("actions:execute"),
  releaseAction: own("actions:execute"),

  recordActionLog: own("actions:execute"),
  listActionLogs: audited,
  getActionLog: audited,
  exportActionLogs: audited,
  getAuditHead: all("audit:read"),
  verifyAuditTrail: all("audit:read"),

  countPendingActions: audited,
  countActionLogs: audited,
  countCommands: { ...own("commands:read"), ofAll: true },
  countWebhookEvents: all("webhooks:read"),

  recordCommand: own("commands:write"),
  linkCommandToAction: own("commands:write"),
  listCommands: { ...own("commands:read"), ofAll: true },
  getCommand: { ...own("commands:read"), ofAll: true },

  getPolicies: all("actions:decide", "audit:read"),
  listPolicyVersions: all("actions:decide", "audit:read"),
  getPolicyVersion: all("actions:decide", "audit:read"),
  replacePolicies: people("admin"),
  checkPolicies: all("admin"),
  dryRunPolicies: all("admin"),

  createGrant: people("actions:decide"),
  listGrants: own("actions:decide"),
  getGrant: own("actions:decide"),
  revokeGrant: own("actions:decide"),

  exportUser: own("privacy"),
  getRetention: all(),
  listEvents: ofEvents,
  streamEvents: ofEvents,

  listGithubConnections: own("actions:decide", "actions:execute"),
  getGithubConnection: own("actions:decide", "actions:execute"),
  createGithubConnection: boundByAdmins,
  changeGithubConnection: boundByAdmins,
  removeGithubConnection: ownOfPeople,

  listRepoPolicies: own("actions:propose", "actions:decide", "actions:execute"),
  getRepoPolicy: own("actions:propose", "actions:decide", "actions:execute"),
  setRepoPolicy: ownOfPeople,
  removeRepoPolicy: ownOfPeople,

  listNotices: own("webhooks:read", "actions:decide"),
  markNoticesRead: own("webhooks:read", "actions:decide"),
  getNoticePriorities: own("webhooks:read", "actions:decide"),
  setNoticePriorities: { ...own("webhooks:read", "actions:decide"), who: "people" },
  listRepoSubscriptions: own("webhooks:read", "actions:decide"),
  getRepoSubscription: own("webhooks:read", "actions:decide"),
  setRepoSubscription: { ...own("webhooks:read"), who: "people" },
  removeRepoSubscription: { ...own("webhooks:read", "actions:decide"), who: "people" },
  createTrigger: own("actions:propose"),
  listTriggers: own("actions:propose", "actions:decide"),
  getTrigger: own("actions:propose", "actions:decide"),
  removeTrigger: own("actions:propose", "actions:decide"),

  createAgentTask: own("actions:propose"),
  listAgentTasks: own("actions:propose"),
  getAgentTask: own("actions:propose"),
  answerAgentTask: own("actions:propose"),
  cancelAgentTask: own("actions:propose"),
  retryAgentTask: own("actions:propose"),
  claimAgentTasks: own("actions:execute"),
  heartbeatAgentTask: own("actions:execute"),
  completeAgentTask: own("actions:execute"),
  failAgentTask: own("actions:execute"),
  askAgentTaskOwner: own("actions:execute"),
  releaseAgentTask: own("actions:execute"),

  getMe: all(),
  listOwnKeys: people(),
  getOwnKey: people(),
  createOwnKey: people(),
  revokeOwnKey: people(),
  listUsers: people("admin"),
  getUser: people("admin"),
  createUser: people("admin"),
  changeUser: people("admin"),
  disableUser: people("admin"),
  enableUser: people("admin"),
  listServices: people("admin"),
  getService: people("admin"),
  createService: people("admin"),
  disableService: people("admin"),
  enableService: people("admin"),
  listKeys: people("admin"),
  getKey: people("admin"),
  createKey: people("admin"),
  rotateKey: people("admin"),
  revokeKey: people("admin"),

  createSignInLink: people("admin"),
  previewSignInLink: open,
  signInByLink: open,
  signOut: people(),
  listSessions: ownSessions,
  endSession: ownSessions,
  endSessions: ownSessions,
  getPasskeySignInOptions: open,
  signInByPasskey: open,
  getPasskeyRegistrationOptions: signedIn,
  addPasskey: signedIn,
  listPasskeys: signedIn,
  removePasskey: signedIn,
  listApproverGroups: people("admin"),
  createApproverGroup: people("admin"),
  getApproverGroup: people("admin"),
  deleteApproverGroup: people("admin"),
  listGroupMembers: people("admin"),
  addGroupMember: people("admin"),
  removeGroupMember: people("admin"),

  listWebhookEndpoints: people("admin"),
  createWebhookEndpoint: people("admin"),
  getWebhookEndpoint: people("admin"),
  changeWebhookEndpoint: people("admin"),
  deleteWebhookEndpoint: people("admin"),
  rotateWebhookSecret: people("admin"),
  enableWebhookEndpoint: people("admin"),
  disableWebhookEndpoint: people("admin"),
  testWebhookEndpoint: people("admin"),
  listWebhookDeliveries: people("admin"),
  redeliverWebhook: people("admin"),

  listWebhookEvents: all("webhooks:read"),
  getWebhookEvent: all("webhooks:read"),
  getWebhookPayload: all("webhooks:read"),
  listWebhookTransitions: all("webhooks:read"),
  listWebhookReplays: all("webhooks:read"),
  getWebhookReplay: all("webhooks:read"),
  claimWebhookEvents: all("webhooks:process"),
  heartbeatWebhookEvent: all("webhooks:process"),
  succeedWebhookEvent: all("webhooks:process"),
  ignoreWebhookEvent: all("webhooks:process"),
  failWebhookEvent: all("webhooks:process"),
  releaseWebhookEvent: all("webhooks:process"),
  retryWebhookEvent: all("webhooks:process"),
  reviveWebhookEvent: all("webhooks:process"),
  replayWebhookEvent: all("webhooks:process"),
  countWebhookRejections: all("webhooks:read"),
  forwardWebhookEvent: all("webhooks:process"),
  replayWebhookEvents: all("webhooks:process"),
  resumeWebhookReplay: all("webhooks:process"),
  stopWebhookReplay: all("webhooks:process"),
};
