import { examples } from "../../src/api/examples/all.ts";
import { digest, given, ids } from "../../src/api/examples/values.ts";
import { localSignIn } from "../../src/sign-in/settings.ts";
import { userId } from "../api.ts";
import type { SoftwareAuthenticator } from "../sign-in/authenticator.ts";

/** An example that is sent before another one, and what the other one takes from its answer. */
export interface Step {
  readonly operation: string;
  /** What takes the place of a value of the examples that follow. */
  readonly take: readonly (readonly [placeholder: unknown, from: Take])[];
  /** Members that this request has in place of those of the example. */
  readonly body?: object;
}

/** Finds a value in an answer: by its pointer, or by a function. */
export type Take = string | ((answer: unknown, device: SoftwareAuthenticator) => unknown);

const step = (
  operation: string,
  take: readonly (readonly [unknown, Take])[] = [],
  body?: object,
): Step => ({ operation, take, ...(body && { body }) });

const propose = step("createPendingAction", [
  [ids.action, "/id"],
  [given.decisionToken, "/token"],
  [digest, "/payload_digest"],
]);
const careful = step("replacePolicies", [], {
  text: `version: 1\npolicies: [{ name: careful, match: {}, ask: { approvers: [${userId}], grace: 1m } }]`,
});
const claimed = [
  propose,
  step("confirmPendingAction"),
  step("claimAction", [[given.leaseToken, "/items/0/lease/token"]]),
];
const deliver = step("receiveWebhook", [[ids.event, "/event_id"]]);
const claimedEvent = [
  deliver,
  step("claimWebhookEvents", [[given.leaseToken, "/items/0/lease_token"]]),
];
const processed = [...claimedEvent, step("succeedWebhookEvent")];
const replay = [...processed, step("replayWebhookEvents", [[ids.replay, "/id"]])];
const command = step("recordCommand", [[ids.command, "/id"]]);
const log = step("recordActionLog", [[ids.log, "/id"]]);
const task = step("createAgentTask", [[ids.task, "/id"]]);
const claimedTask = [task, step("claimAgentTasks", [[given.leaseToken, "/items/0/lease/token"]])];
const grant = step("createGrant", [[ids.grant, "/id"]]);
const connection = step("createGithubConnection", [[ids.connection, "/id"]]);
const repository = step("setRepoPolicy");
const subscription = step("setRepoSubscription");
const trigger = step("createTrigger", [[ids.trigger, "/id"]]);
const policies = step("replacePolicies");
const user = step("createUser", [[ids.user, "/id"]]);
const service = step("createService", [[ids.service, "/id"]]);
const key = step("createKey", [[ids.key, "/key/id"]]);
const group = step("createApproverGroup");
const endpoint = step("createWebhookEndpoint", [[ids.endpoint, "/endpoint/id"]]);
const channel = [step("createNotificationChannel", [[ids.channel, "/channel/id"]])];
const member = [user, group, step("addGroupMember")];
const link = step("createSignInLink", [
  [given.linkCode, (answer) => (answer as { url: string }).url.split("#code=")[1]],
]);
const ownLink = [step("getMe", [[ids.user, "/user/id"]]), link];

/** The ceremony of an authenticator, with the challenge of the options. */
const ceremony = (options: unknown) => ({
  challenge: (options as { challenge: string }).challenge,
  origin: localSignIn.origin,
  rpId: new URL(localSignIn.origin).hostname,
});
const credentialOf = (operation: string): unknown => {
  const body = examples[operation]?.body as { response: unknown } | undefined;
  return body?.response;
};
const beginPasskey = step("getPasskeyRegistrationOptions", [
  [credentialOf("addPasskey"), (options, device) => device.create(ceremony(options))],
]);
const passkey = [beginPasskey, step("addPasskey", [[ids.passkey, "/id"]])];
const usePasskey = step("getPasskeySignInOptions", [
  [credentialOf("signInByPasskey"), (options, device) => device.get(ceremony(options), userId)],
]);

/** What must be there before the example of an operation can be sent. Without an entry nothing must. */
export const preparations: Readonly<Record<string, readonly Step[]>> = {
  getNotificationChannel: channel,
  changeNotificationChannel: channel,
  deleteNotificationChannel: channel,
  testNotificationChannel: channel,

  getPendingAction: [propose],
  waitForDecision: [propose, step("confirmPendingAction")],
  confirmPendingAction: [propose],
  cancelPendingAction: [propose],
  approvePendingAction: [propose],
  rejectPendingAction: [propose],
  withdrawPendingAction: [propose],
  decidePendingActions: [propose],
  editPendingAction: [propose],
  takeBackApproval: [careful, propose, step("approvePendingAction")],
  previewAction: [propose],
  listActionVersions: [propose],
  listPendingActions: [propose],
  claimAction: [propose, step("confirmPendingAction")],
  heartbeatAction: claimed,
  succeedAction: claimed,
  failAction: claimed,
  releaseAction: claimed,

  listActionLogs: [log],
  getActionLog: [log],
  listCommands: [command],
  getCommand: [command],
  linkCommandToAction: [propose, command],

  listAgentTasks: [task],
  getAgentTask: [task],
  claimAgentTasks: [task],
  heartbeatAgentTask: claimedTask,
  completeAgentTask: claimedTask,
  failAgentTask: claimedTask,
  askAgentTaskOwner: claimedTask,
  releaseAgentTask: claimedTask,
  answerAgentTask: [...claimedTask, step("askAgentTaskOwner")],
  cancelAgentTask: [task],
  retryAgentTask: [...claimedTask, step("failAgentTask")],

  listWebhookEvents: [deliver],
  getWebhookEvent: [deliver],
  getWebhookPayload: [deliver],
  listWebhookTransitions: [deliver],
  claimWebhookEvents: [deliver],
  heartbeatWebhookEvent: claimedEvent,
  succeedWebhookEvent: claimedEvent,
  ignoreWebhookEvent: claimedEvent,
  failWebhookEvent: claimedEvent,
  releaseWebhookEvent: claimedEvent,
  retryWebhookEvent: [...claimedEvent, step("failWebhookEvent")],
  reviveWebhookEvent: [...claimedEvent, step("failWebhookEvent", [], { retry: false })],
  replayWebhookEvent: processed,
  forwardWebhookEvent: [deliver],
  replayWebhookEvents: processed,
  listWebhookReplays: replay,
  getWebhookReplay: replay,
  resumeWebhookReplay: replay,
  stopWebhookReplay: replay,

  listWebhookEndpoints: [endpoint],
  getWebhookEndpoint: [endpoint],
  changeWebhookEndpoint: [endpoint],
  deleteWebhookEndpoint: [endpoint],
  rotateWebhookSecret: [endpoint],
  enableWebhookEndpoint: [endpoint, step("disableWebhookEndpoint")],
  disableWebhookEndpoint: [endpoint],
  testWebhookEndpoint: [endpoint],
  listWebhookDeliveries: [endpoint],

  getPolicies: [policies],
  listPolicyVersions: [policies],
  getPolicyVersion: [policies],
  listGrants: [grant],
  getGrant: [grant],
  revokeGrant: [grant],
  listApproverGroups: [group],
  getApproverGroup: [group],
  deleteApproverGroup: [group],
  listGroupMembers: member,
  addGroupMember: [user, group],
  removeGroupMember: member,
  getRepoSubscription: [subscription],
  listRepoSubscriptions: [subscription],
  removeRepoSubscription: [subscription],
  getTrigger: [trigger],
  listTriggers: [trigger],
  removeTrigger: [trigger],
  listRepoPolicies: [repository],
  getRepoPolicy: [repository],
  removeRepoPolicy: [repository],
  listGithubConnections: [connection],
  getGithubConnection: [connection],
  changeGithubConnection: [connection],
  removeGithubConnection: [connection],

  getOwnKey: [step("createOwnKey", [[ids.key, "/key/id"]])],
  revokeOwnKey: [step("createOwnKey", [[ids.key, "/key/id"]])],
  changeUser: [user],
  disableUser: [user],
  enableUser: [user, step("disableUser")],
  getService: [service],
  disableService: [service],
  enableService: [service, step("disableService")],
  listKeys: [user, service, key],
  createKey: [user, service],
  getKey: [user, service, key],
  rotateKey: [user, service, key],
  revokeKey: [user, service, key],

  createSignInLink: [user],
  previewSignInLink: [user, link],
  signInByLink: [user, link],
  listSessions: [...ownLink, step("signInByLink")],
  endSession: [...ownLink, step("signInByLink", [[ids.session, "/session/id"]])],
  endSessions: [...ownLink, step("signInByLink")],
  addPasskey: [beginPasskey],
  listPasskeys: passkey,
  removePasskey: passkey,
  signInByPasskey: [...passkey, usePasskey],
};
