import { editPendingAction, findPendingAction } from "@handsfree/repositories/pending-actions";
import { keepSecrets } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually, NotifiedApi, origin, person } from "./notified-api.ts";
import { SlackDouble } from "./slack-double.ts";

const approve = "handsfree_approve";
const reject = "handsfree_reject";

let slack: SlackDouble;
let notified: NotifiedApi;
beforeEach(async () => {
  slack = await SlackDouble.start();
  const { signingSecret } = slack;
  await keepSecrets(["xoxb-of-the-test", signingSecret]);
  const settings = { slack: { botToken: "xoxb-of-the-test", signingSecret } };
  notified = await NotifiedApi.start(settings, slack.api);
});
afterEach(async () => {
  await notified[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
});

const now = () => notified.api.clock.now();
const send = (request: ReturnType<SlackDouble["signed"]>) => notified.api.app.inject(request);
const stateOf = async (id: string) =>
  (await findPendingAction(notified.api.db, { id, userId: person }, notified.api.clock))?.state;
const posted = (count: number) => eventually(() => expect(slack.messages.length).toBe(count));

/** Links the person to a member, as they do it: by the code, in Slack. */
async function link(user: string, more: object = {}): Promise<void> {
  const { link_code: code } = await notified.add({ kind: "slack", content: "summary", ...more });
  const form = {
    command: "/handsfree",
    text: `link ${code?.toLowerCase()}`,
    team_id: "T1",
    user_id: user,
  };
  const answer = await send(slack.signed(form, now()));
  expect(answer.json()).toEqual({ response_type: "ephemeral", text: "You will be asked here." });
}

test("a click of the person decides what the message shows, and the message says so", async () => {
  await link("U1");
  await using _ = notified.notify();
  const action = await notified.propose({
    summary: "Merge <!channel> #12",
    repository: "octo/repo",
  });
  await posted(1);
  const [message] = slack.messages;
  expect(message).toMatchObject({ channel: "DU1", text: "An action waits for you" });
  expect(JSON.stringify(message)).not.toMatch(/PRIVATE|mrkdwn/);
  const buttons = slack.buttonsOf(message);
  expect([...buttons.keys()]).toEqual([approve, reject, "handsfree_open"]);
  expect(buttons.get("handsfree_open")?.url).toBe(`${origin}/waiting/${action.id}`);
  expect(slack.tokens).toEqual(new Set(["Bearer xoxb-of-the-test"]));

  await eventually(async () =>
    expect(
      await notified.api.db.selectFrom("notification_deliveries").select("state").execute(),
    ).toEqual([{ state: "delivered" }]),
  );
  const answer = await send(slack.signed(slack.click(message, approve, "U1"), now()));
  expect([answer.statusCode, answer.body]).toEqual([200, ""]);
  const decided = await findPendingAction(
    notified.api.db,
    { id: action.id, userId: person },
    notified.api.clock,
  );
  expect(decided).toMatchObject({
    state: "confirmed",
    decidedBy: person,
    decidedSurface: "slack",
  });
  await eventually(() => expect(slack.messages[0]?.text).toBe("The action is approved"));
  expect(slack.buttonsOf(slack.messages[0]).size).toBe(0);
});

test("a message without a summary has no button that decides", async () => {
  await link("U1", { content: "none" });
  await using _ = notified.notify();
  await notified.propose();
  await posted(1);
  expect([...slack.buttonsOf(slack.messages[0]).keys()]).toEqual(["handsfree_open"]);
  expect(JSON.stringify(slack.messages)).not.toMatch(/Merge|merge_pr|PRIVATE/);
});

test("a forged, a stale, an unsigned and a replayed click change nothing", async () => {
  await link("U1");
  await using _ = notified.notify();
  const { id } = await notified.propose();
  await posted(1);
  const click = slack.click(slack.messages[0], reject, "U1");
  const reasonOf = async (request: ReturnType<SlackDouble["signed"]>) => {
    const answer = await send(request);
    return [answer.statusCode, answer.json<{ reason?: string }>().reason];
  };
  expect(await reasonOf(slack.signed(click, now(), "another secret"))).toEqual([
    401,
    "signature_mismatch",
  ]);
  const right = slack.signed(click, now());
  expect(await reasonOf({ ...right, payload: `${right.payload}&x=1` })).toEqual([
    401,
    "signature_mismatch",
  ]);
  for (const seconds of [-301, 301]) {
    const then = new Date(now().getTime() + seconds * 1000);
    expect(await reasonOf(slack.signed(click, then))).toEqual([401, "timestamp_out_of_range"]);
  }
  const { "x-slack-signature": _signature, ...unsigned } = right.headers;
  expect(await reasonOf({ ...right, headers: unsigned } as never)).toEqual([
    401,
    "missing_signature",
  ]);
  const short = { ...right.headers, "x-slack-signature": "v0=00" };
  expect(await reasonOf({ ...right, headers: short } as never)).toEqual([
    401,
    "malformed_signature",
  ]);
  expect(await stateOf(id)).toBe("pending");

  // The same bytes twice, also at once: one of them counts.
  const both = await Promise.all([send(right), send(right)]);
  expect(both.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect((await send(right)).json()).toMatchObject({ code: "already_received" });
  expect(await stateOf(id)).toBe("rejected");
  const logs = await notified.api.db
    .selectFrom("action_logs")
    .select("action_type")
    .where("action_type", "=", "pending_action.rejected")
    .execute();
  expect(logs.length).toBe(1);
});

test("a click of a stranger, of another workspace and of a channel that is disabled changes nothing", async () => {
  await link("U1");
  await using _ = notified.notify();
  const { id } = await notified.propose();
  await posted(1);
  const [message] = slack.messages;
  expect((await send(slack.signed(slack.click(message, approve, "U2"), now()))).statusCode).toBe(
    403,
  );
  const { payload } = slack.click(message, approve, "U1");
  const elsewhere = { payload: payload.replace('"team":{"id":"T1"}', '"team":{"id":"T2"}') };
  expect((await send(slack.signed(elsewhere, now()))).statusCode).toBe(403);
  const { items } = (await notified.call("GET", "channels")).json<{ items: { id: string }[] }>();
  await notified.call("PATCH", `channels/${items[0]?.id}`, { enabled: false });
  expect((await send(slack.signed({ payload }, now()))).statusCode).toBe(403);
  expect(await stateOf(id)).toBe("pending");
});

test("a click on a message that is out of date changes nothing", async () => {
  await link("U1");
  await using _ = notified.notify();
  const { id, payloadDigest } = await notified.propose({ editable: true });
  await posted(1);
  const edit = {
    userId: person,
    id,
    payloadDigest,
    actionPayload: { pr: 13 },
    surface: "console",
  } as const;
  expect((await editPendingAction(notified.api.db, edit, notified.api.clock)).outcome).toBe(
    "edited",
  );
  const late = await send(slack.signed(slack.click(slack.messages[0], approve, "U1"), now()));
  expect(late.statusCode).toBe(200);
  expect(await stateOf(id)).toBe("pending");
});

test("a wrong code links nothing, and what is none of ours is ignored", async () => {
  const form = { command: "/handsfree", team_id: "T1", user_id: "U1" };
  const wrong = await send(slack.signed({ ...form, text: "link AAAA-BBBB-CCCC" }, now()));
  expect(wrong.json<{ text: string }>().text).toMatch(/^This code is not right/);
  const help = await send(slack.signed({ ...form, text: "hello" }, now()));
  expect(help.json<{ text: string }>().text).toMatch(/^Enter \/handsfree link/);
  for (const payload of ["{}", "[]", "null", "no json", '{"type":"view_submission"}']) {
    const answer = await send(slack.signed({ payload }, now()));
    expect([answer.statusCode, answer.body]).toEqual([200, ""]);
  }
});

test("a person who is not in the workspace any more has their channel disabled", async () => {
  await link("U1");
  slack.error = "channel_not_found";
  await using _ = notified.notify();
  await notified.propose();
  await eventually(async () =>
    expect((await notified.call("GET", "channels")).json()).toMatchObject({
      items: [{ state: "disabled", disabled_because: "gone", address: "T1/U1" }],
    }),
  );
});

test("without an app of Slack there is nothing to call", async () => {
  await using other = await NotifiedApi.start();
  const request = slack.signed({ payload: "{}" }, other.api.clock.now());
  expect((await other.api.app.inject(request)).statusCode).toBe(404);
});
