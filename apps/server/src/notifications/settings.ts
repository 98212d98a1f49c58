import type { WebhookSigningKey } from "@handsfree/repositories/webhook-endpoints";
import type { NotificationKind } from "@handsfree/schema";

/** The server that mails go through. */
export interface MailSettings {
  /** `smtp:` or `smtps:`, with the user and the password if it needs them. */
  readonly smtpUrl: string;
  /** The sender of mails. */
  readonly from: string;
}

/** The app of a Slack workspace. */
export interface SlackSettings {
  /** By which messages are posted: `xoxb-…`. */
  readonly botToken: string;
  /** By which Slack signs what people do. */
  readonly signingSecret: string;
}

/** How people are notified. What is undefined is not set up. */
export interface NotificationSettings {
  /** Whom a push service can ask about this server: a `mailto:` or an https URL. */
  readonly pushContact: string;
  /** The access tokens of ntfy servers, by their origins. Default none. */
  readonly ntfyTokens?: ReadonlyMap<string, string> | undefined;
  readonly mail?: MailSettings | undefined;
  readonly slack?: SlackSettings | undefined;
}

/** The kinds of channels that the server can send by. Without a key it can seal no address. */
export function kindsOf(
  settings: NotificationSettings | undefined,
  key: WebhookSigningKey | undefined,
): readonly NotificationKind[] {
  if (key === undefined) return [];
  const { mail, slack } = settings ?? {};
  return [
    "web_push",
    "ntfy",
    ...(mail === undefined ? [] : (["email"] as const)),
    ...(slack === undefined ? [] : (["slack"] as const)),
  ];
}
