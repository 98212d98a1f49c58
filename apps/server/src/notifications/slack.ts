import type { Notice, NoticeAction, NoticeOutcome } from "@handsfree/repositories/notifications";
import type { SendRequest } from "@handsfree/executors/outgoing";
import { textsOf } from "./texts.ts";

/** Where Slack's methods are. */
const slackApi = "https://slack.com/api";

/** The ids of the buttons. */
export const slackButtons = { approve: "handsfree_approve", reject: "handsfree_reject" } as const;

/** How messages are posted. */
export interface SlackSender {
  readonly botToken: string;
  readonly origin: string;
  readonly send: SendRequest;
  /** Default: Slack's own. */
  readonly api?: string | undefined;
}

/** Slack's answers after which a person has no account there any more. */
const goneErrors: ReadonlySet<string> = new Set([
  "channel_not_found",
  "user_not_found",
  "user_disabled",
]);
/** Slack's answers that a later attempt does not change. */
const finalErrors: ReadonlySet<string> = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "msg_too_long",
]);

/** Posts a notice to a person, with buttons if it shows what they decide about. A decision changes the message. */
export async function sendSlack(
  notice: Notice & { readonly address: { readonly kind: "slack" } },
  { botToken, origin, send, api = slackApi }: SlackSender,
): Promise<NoticeOutcome> {
  const { address, purpose, messageRef, signal } = notice;
  const isUpdate = purpose === "clear";
  if (isUpdate && messageRef === null) {
    return { outcome: "refused", error: "it is not known which message to change" };
  }
  const [channel, ts] = messageRef?.split("/") ?? [];
  const to = isUpdate ? { channel, ts } : { channel: address.user };
  const answer = await send({
    url: `${api}/${isUpdate ? "chat.update" : "chat.postMessage"}`,
    headers: {
      "content-type": "application/json; charset=utf-8",
      authorization: `Bearer ${botToken}`,
    },
    body: JSON.stringify({ ...to, ...messageOf(notice, origin), unfurl_links: false }),
    signal,
    wantsBody: true,
  });
  if ("error" in answer) return { outcome: "failed", error: answer.error };
  const { status, retryAfter, body = "" } = answer;
  if (status !== 200) return { outcome: "failed", error: `Slack answered ${status}`, retryAfter };
  return outcomeOf(readAnswer(body));
}

interface SlackAnswer {
  readonly ok?: unknown;
  readonly error?: unknown;
  readonly channel?: unknown;
  readonly ts?: unknown;
}

function readAnswer(body: string): SlackAnswer {
  try {
    return (JSON.parse(body) ?? {}) as SlackAnswer;
  } catch {
    return {};
  }
}

function outcomeOf({ ok, error, channel, ts }: SlackAnswer): NoticeOutcome {
  if (ok === true) {
    const isKnown = typeof channel === "string" && typeof ts === "string";
    return { outcome: "sent", messageRef: isKnown ? `${channel}/${ts}` : undefined };
  }
  const code = typeof error === "string" && /^[a-z_]{1,50}$/.test(error) ? error : "no reason";
  const text = `Slack refused the message: ${code}`;
  if (goneErrors.has(code)) return { outcome: "gone", error: text };
  return { outcome: finalErrors.has(code) ? "refused" : "failed", error: text };
}

/** All texts of users are plain, so that Slack finds no links or mentions in them. */
function messageOf(notice: Notice, origin: string): object {
  const { title, summary, url } = textsOf(notice, origin);
  const { purpose, action } = notice;
  const text = purpose === "clear" && action !== null ? stateText(action) : title;
  const lines = summary === null ? [text] : [text, summary, about(action)];
  const sections = lines.map((line) => ({ type: "section", text: plain(line) }));
  if (url === null || purpose === "clear") return { text, blocks: sections };
  const open = { type: "button", action_id: "handsfree_open", text: plain("Open"), url };
  const decide = summary === null || action === null ? [] : buttonsOf(action);
  return { text, blocks: [...sections, { type: "actions", elements: [...decide, open] }] };
}

/** Who sees nothing of an action gets no button to decide it. The digest is that of what the message shows. */
function buttonsOf({ id, payloadDigest }: NoticeAction): object[] {
  const value = JSON.stringify({ id, digest: payloadDigest });
  return [
    {
      type: "button",
      action_id: slackButtons.approve,
      text: plain("Approve"),
      style: "primary",
      value,
    },
    {
      type: "button",
      action_id: slackButtons.reject,
      text: plain("Reject"),
      style: "danger",
      value,
    },
  ];
}

function about(action: NoticeAction | null): string {
  const { actionType = "", repository = null } = action ?? {};
  return repository === null ? actionType : `${actionType} in ${repository}`;
}

function stateText({ state }: NoticeAction): string {
  switch (state) {
    case "rejected":
    case "cancelled":
    case "expired":
      return `The action is ${state}`;
    case "pending":
      return "Other people are asked about the action now";
    default:
      return "The action is approved";
  }
}

function plain(text: string): object {
  return { type: "plain_text", text, emoji: false };
}
