import type { Notice, NoticeOutcome } from "@handsfree/repositories/notifications";
import type { SendRequest } from "@handsfree/executors/outgoing";
import { textsOf } from "./texts.ts";

/** How topics are published to. */
export interface NtfySettings {
  /** The access tokens of servers, by their origins. A token is sent to its origin alone. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly send: SendRequest;
}

/** Publishes a notice to a topic. @see https://docs.ntfy.sh/publish/ */
export async function sendNtfy(
  notice: Notice & { readonly address: { readonly kind: "ntfy" } },
  { tokens, origin, send }: NtfySettings,
): Promise<NoticeOutcome> {
  const { address, purpose, isUrgent, signal } = notice;
  const { title, summary, url } = textsOf(notice, origin);
  const token = tokens.get(new URL(address.url).origin);
  const priorities = { ask: isUrgent ? "urgent" : "high", test: "default", clear: "min" } as const;
  const answer = await send({
    url: address.url,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      title,
      priority: priorities[purpose],
      tags: "bell",
      ...(url !== null && { click: url }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: summary ?? (url === null ? title : "Open it to see what is asked."),
    signal,
  });
  if ("error" in answer) return { outcome: "failed", error: answer.error };
  const { status, retryAfter } = answer;
  const error = `the ntfy server answered ${status}`;
  if (status >= 200 && status <= 299) return { outcome: "sent" };
  if (status === 410) return { outcome: "gone", error };
  if (status === 413) return { outcome: "refused", error };
  return { outcome: "failed", error, retryAfter };
}
