import { expect, test } from "vitest";
import { type CommandJson, CommandSchema, renderCommand } from "../src/entries/commands.ts";
import { type AccessKeyJson, renderGivenAccessKey } from "../src/entries/identity.ts";
import { renderPendingAction } from "../src/entries/pending-actions.ts";
import { renderWebhookReplay } from "../src/entries/webhooks.ts";
import { type ExactText, fieldsOf, type RecordOf, ref, renderPage } from "../src/index.ts";

const exact: ExactText = {
  readJson: (text) => (text === null ? null : { read: text }),
  showInvisible: (text) => `shown ${text}`,
};
const time = new Date("2026-03-01T12:00:00.250Z");
/** Not all fields, so that a new one does not change these tests; the server's types hold the domain to them. */
const command = {
  id: "019a2f6e-0000-7000-8000-000000000003",
  inputType: "audio",
  transcriptExpiresAt: time,
  entitiesJson: "2.50",
  entitiesExpireAt: null,
  latencyMs: 12,
  createdAt: time,
} as RecordOf<CommandJson>;

test("a record has the members of its schema, in the schema's order", () => {
  const json = renderCommand(command, exact);
  expect(Object.keys(json)).toEqual(Object.keys(CommandSchema.properties));
  expect(json).toMatchObject({
    input_type: "audio",
    transcript_expires_at: "2026-03-01T12:00:00.250Z",
    entities: { read: "2.50" },
    entities_expire_at: null,
    latency_ms: 12,
    created_at: "2026-03-01T12:00:00.250Z",
  });
});

test("fields that the schema does not name stay off the wire", () => {
  const extended = { ...command, tokenSha256: "secret" };
  expect(JSON.stringify(renderCommand(extended, exact))).not.toContain("secret");
});

test("a page renders each item and names the next cursor", () => {
  const page = renderPage(
    { items: [command], nextCursor: "abc", prevCursor: "ABC" },
    renderCommand,
    exact,
  );
  expect(page).toMatchObject({
    items: [{ id: command.id }],
    next_cursor: "abc",
    prev_cursor: "ABC",
  });
});

test("an action shows what a person decides by", () => {
  const action = {
    id: "1",
    userId: "2",
    proposedBy: null,
    serviceId: null,
    repository: null,
    version: 1,
    editedBy: null,
    editable: false,
    approverGroup: null,
    escalationGroup: null,
    escalatesAt: null,
    policyName: null,
    policyVersion: null,
    decidedSurface: null,
    executableAt: null,
    summary: "s",
    effect: "e",
    preview: { title: "p", url: null, facts: [{ label: "l", value: "v" }], madeAt: time },
    actionType: "t",
    actionPayloadJson: "{}",
    payloadDigest: "v2:0",
    state: "pending" as const,
    approvers: ["2"],
    requiredApprovals: 1,
    approvals: 0,
    proposerMayApprove: true,
    idempotencyKey: null,
    expiresAt: time,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    attempts: 0,
    maxAttempts: 3,
    worker: null,
    leaseExpiresAt: null,
    startedAt: null,
    endedAt: null,
    resultJson: null,
    error: null,
    createdAt: time,
  };
  expect(renderPendingAction(action, exact)).toMatchObject({
    action_payload: { read: "{}" },
    result: null,
    preview: {
      title: "shown p",
      url: null,
      facts: [{ label: "shown l", value: "shown v" }],
      made_at: "2026-03-01T12:00:00.250Z",
    },
    display: {
      summary: "shown s",
      effect: "shown e",
      action_type: "shown t",
      action_payload: "shown {}",
    },
  });
});

test("a replay's filter has the members that were given", () => {
  const replay = {
    id: "1",
    requestedBy: null,
    reason: null,
    events: 2,
    marked: 1,
    eventsPerSecond: null,
    completedAt: null,
    stoppedAt: null,
    createdAt: time,
  };
  const { filter } = renderWebhookReplay({
    ...replay,
    filter: { eventType: "push", replayedBefore: time, source: undefined },
  });
  expect(filter).toEqual({ event_type: "push", replayed_before: "2026-03-01T12:00:00.250Z" });
});

test("the members of a request get the names of the domain's fields", () => {
  expect(fieldsOf({ action_type: "merge_pr", ok: true })).toEqual({
    actionType: "merge_pr",
    ok: true,
  });
});

test("a schema without a name cannot be referred to", () => {
  expect(() => ref({})).toThrow(/must have an \$id/);
});

test("a new key is its text and the key, with the one that it replaces", () => {
  const key = { id: command.id, scopes: ["admin"], actsFor: [], createdAt: time };
  const given = { text: "shown once", key: key as unknown as RecordOf<AccessKeyJson> };
  const json = { id: command.id, scopes: ["admin"], acts_for: [], created_at: time.toISOString() };
  expect(renderGivenAccessKey(given)).toEqual({
    text: "shown once",
    key: expect.objectContaining(json) as object,
    previous: null,
  });
  expect(renderGivenAccessKey({ ...given, previous: given.key }).previous).toMatchObject(json);
});
