import type { Notice, NoticeOutcome, SendNotice } from "@handsfree/repositories/notifications";
import type { WebhookSigningKey } from "@handsfree/repositories/webhook-endpoints";
import type { SendRequest } from "@handsfree/executors/outgoing";
import { mailSender } from "./email.ts";
import { sendNtfy } from "./ntfy.ts";
import type { NotificationSettings } from "./settings.ts";
import { sendSlack } from "./slack.ts";
import { vapidKeys } from "./vapid.ts";
import { sendWebPush } from "./web-push.ts";

/** By what notices are sent. */
export interface NoticeSenderOptions {
  readonly settings: NotificationSettings;
  readonly signingKey: WebhookSigningKey;
  /** Where browsers reach the server. */
  readonly origin: string;
  /** Makes requests to addresses that users gave. */
  readonly send: SendRequest;
  /** Where Slack's methods are. Default: at Slack. */
  readonly slackApi?: string | undefined;
  /** Default: the machine's clock. */
  readonly now?: (() => Date) | undefined;
}

/** Makes the function that sends each notice by its kind of channel. */
export function noticeSender(options: NoticeSenderOptions): SendNotice {
  const { settings, signingKey, origin, send, slackApi, now = () => new Date() } = options;
  const vapid = vapidKeys(signingKey);
  const ntfy = { tokens: settings.ntfyTokens ?? new Map<string, string>(), origin, send };
  const sendMail = settings.mail === undefined ? undefined : mailSender(settings.mail, origin);
  const webPush = { vapid, contact: settings.pushContact, origin, send, now };
  return async (notice: Notice): Promise<NoticeOutcome> => {
    const { address } = notice;
    switch (address.kind) {
      case "web_push":
        return sendWebPush({ ...notice, address }, webPush);
      case "ntfy":
        return sendNtfy({ ...notice, address }, ntfy);
      case "email":
        return sendMail?.({ ...notice, address }) ?? notSetUp(address.kind);
      default:
        if (settings.slack === undefined) return notSetUp(address.kind);
        return sendSlack(
          { ...notice, address },
          { ...settings.slack, origin, send, api: slackApi },
        );
    }
  };
}

function notSetUp(kind: string): NoticeOutcome {
  return { outcome: "failed", error: `the server is not set up to notify by ${kind}` };
}
