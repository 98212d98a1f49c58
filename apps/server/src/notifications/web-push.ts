import { buildPushPayload } from "@block65/webcrypto-web-push";
import type { Notice, NoticeOutcome } from "@handsfree/repositories/notifications";
import type { OutgoingAnswer, SendRequest } from "@handsfree/executors/outgoing";
import { textsOf } from "./texts.ts";
import type { VapidKeys } from "./vapid.ts";

/** The longest time that push services keep a message, in seconds: four weeks. */
const longestTtl = 2_419_200;
/** For how long a message is kept that takes another one back, in seconds: a day. */
const clearTtl = 86_400;
/** For how long a test is kept, in seconds. */
const testTtl = 60;

/** How messages are sent to push services. */
export interface WebPushSettings {
  readonly vapid: VapidKeys;
  /** Whom a push service can ask about this server: a `mailto:` or an https URL. */
  readonly contact: string;
  readonly origin: string;
  readonly send: SendRequest;
  readonly now: () => Date;
}

/** The JSON that the service worker gets. */
interface PushMessage {
  readonly type: "action.waiting" | "action.cleared" | "test";
  /** The `tag` of the notification: of the action, or of the test. */
  readonly tag: string;
  readonly title: string;
  /** The summary, if the person wants to see it. */
  readonly body: string | null;
  /** The page of the action; null for a test. */
  readonly url: string | null;
  readonly urgent: boolean;
  /** When the action expires; null if it is not known, or for a test. */
  readonly expires_at: string | null;
}

/** Sends a notice to a browser: encrypted by RFC 8291, through its push service by RFC 8030. */
export async function sendWebPush(
  notice: Notice & { readonly address: { readonly kind: "web_push" } },
  { vapid, contact, origin, send, now }: WebPushSettings,
): Promise<NoticeOutcome> {
  const { address, signal } = notice;
  const { endpoint, p256dh, auth } = address;
  const payload = await buildPushPayload(
    {
      data: { ...messageOf(notice, origin) },
      options: {
        ttl: ttlOf(notice, now()),
        urgency: notice.purpose === "clear" ? "normal" : "high",
        // A later message of the action takes the place of one that is not delivered yet.
        topic: tagOf(notice).replaceAll("-", ""),
      },
    },
    { endpoint, expirationTime: null, keys: { p256dh, auth } },
    { subject: contact, ...vapid },
  );
  return outcomeOf(
    await send({ url: endpoint, headers: payload.headers, body: payload.body, signal }),
  );
}

/** The message to the service worker of the console. */
function messageOf(notice: Omit<Notice, "signal">, origin: string): PushMessage {
  const { title, summary, url } = textsOf(notice, origin);
  const types = { ask: "action.waiting", clear: "action.cleared", test: "test" } as const;
  return {
    type: types[notice.purpose],
    tag: tagOf(notice),
    title,
    body: summary,
    url,
    urgent: notice.isUrgent,
    expires_at: notice.action?.expiresAt.toISOString() ?? null,
  };
}

function tagOf({ actionId, id }: Pick<Notice, "actionId" | "id">): string {
  return actionId ?? id;
}

/** In seconds. An action that has expired is of no interest. */
function ttlOf({ purpose, action }: Notice, now: Date): number {
  if (purpose === "test") return testTtl;
  if (purpose === "clear" || action === null) return clearTtl;
  const left = Math.ceil((action.expiresAt.getTime() - now.getTime()) / 1000);
  return Math.min(longestTtl, Math.max(1, left));
}

/** @see https://www.rfc-editor.org/rfc/rfc8030#section-5 and the answers that push services document. */
function outcomeOf(answer: OutgoingAnswer): NoticeOutcome {
  if ("error" in answer) return { outcome: "failed", error: answer.error };
  const { status, retryAfter } = answer;
  const error = `the push service answered ${status}`;
  if (status >= 200 && status <= 299) return { outcome: "sent" };
  if (status === 404 || status === 410) return { outcome: "gone", error };
  if (status === 413) return { outcome: "refused", error };
  return { outcome: "failed", error, retryAfter };
}
