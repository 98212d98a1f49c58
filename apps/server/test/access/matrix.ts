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

/** By operation. An operation without an entry fails the test. */
export const matrix: Readonly<Record<string, Entry>> = {
  getHealth: open,
  receiveWebhook: open,

  createPendingAction: own("actions:propose"),
  listPendingActions: readers,
  getPendingAction: readers,
  waitForDecision: readers,
  confirmPendingAction: people("actions:decide"),
  cancelPendingAction: people("actions:decide"),
  approvePendingAction: people("actions:decide"),
  rejectPendingAction: people("actions:decide"),
  editPendingAction: people("actions:decide"),
  decidePendingActions: people("actions:decide"),
  withdrawPendingAction: all("actions:propose", "actions:decide"),
  listActionVersions: readers,
  claimAction: own("actions:execute"),
  heartbeatAction: own("actions:execute"),
  succeedAction: own("actions:execute"),
  failAction: own("actions:execute"),
  releaseAction: own("actions:execute"),

  recordActionLog: own("actions:execute"),
  listActionLogs: readers,
  getActionLog: readers,
  getAuditHead: all("audit:read"),

  recordCommand: own("commands:write"),
  linkCommandToAction: own("commands:write"),
  listCommands: own("commands:read"),
  getCommand: own("commands:read"),

  getPolicies: all("actions:decide", "audit:read"),
  listPolicyVersions: all("actions:decide", "audit:read"),
  getPolicyVersion: all("actions:decide", "audit:read"),
  replacePolicies: all("admin"),
  checkPolicies: all("admin"),
  dryRunPolicies: all("admin"),

  createGrant: people("actions:decide"),
  listGrants: own("actions:decide"),
  getGrant: own("actions:decide"),
  revokeGrant: own("actions:decide"),

  exportUser: own("privacy"),

  createSignInLink: people("admin"),
  previewSignInLink: open,
  signInByLink: open,
  getCaller: people(),
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
  listApproverGroups: all("admin"),
  createApproverGroup: all("admin"),
  getApproverGroup: all("admin"),
  deleteApproverGroup: all("admin"),
  listGroupMembers: all("admin"),
  addGroupMember: all("admin"),
  removeGroupMember: all("admin"),

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
  replayWebhookEvents: all("webhooks:process"),
  resumeWebhookReplay: all("webhooks:process"),
  stopWebhookReplay: all("webhooks:process"),
};
