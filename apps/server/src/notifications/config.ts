import { InvalidInputError } from "@handsfree/query";
import { type Environment, findSetting } from "../settings/environment.ts";
import { findSecret } from "../settings/secret.ts";
import type { MailSettings, NotificationSettings, SlackSettings } from "./settings.ts";

/**
 * The settings by which people are notified.
 *
 * @param origin where browsers reach the server.
 * @throws {InvalidInputError} naming the variable, without a secret.
 */
export function readNotifications(environment: Environment, origin: string): NotificationSettings {
  return {
    pushContact: readContact(findSetting(environment, "PUSH_CONTACT"), origin),
    ntfyTokens: readNtfyTokens(findSecret(environment, "NTFY_TOKENS")),
    slack: readSlack(
      findSecret(environment, "SLACK_BOT_TOKEN"),
      findSecret(environment, "SLACK_SIGNING_SECRET"),
    ),
    mail: readMail(findSecret(environment, "SMTP_URL"), findSetting(environment, "MAIL_FROM")),
  };
}

/** Push services refuse a contact that is no address, and some of them one on this machine. */
function readContact(given: string | undefined, origin: string): string {
  if (given === undefined) return origin.startsWith("https:") ? origin : "mailto:admin@localhost";
  const isUrl = URL.parse(given)?.protocol === "https:";
  if (isUrl || /^mailto:[^@\s]+@[^@\s]+$/.test(given)) return given;
  throw new InvalidInputError(
    "PUSH_CONTACT",
    "is no contact; give one like mailto:ops@example.org or https://example.org",
  );
}

function readNtfyTokens(text: string | undefined): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const pair of text?.split(/\s+/) ?? []) {
    const at = pair.indexOf("=");
    const url = URL.parse(pair.slice(0, at));
    const token = pair.slice(at + 1);
    const isOrigin =
      url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    if (at < 1 || !isOrigin || !/^[!-~]+$/.test(token)) {
      throw new InvalidInputError(
        "NTFY_TOKENS",
        "has a part that is no address with its token; give some like https://ntfy.example.org=tk_…, by white space",
      );
    }
    tokens.set(url.origin, token);
  }
  return tokens;
}

function readSlack(
  botToken: string | undefined,
  signingSecret: string | undefined,
): SlackSettings | undefined {
  if (botToken !== undefined && signingSecret !== undefined) return { botToken, signingSecret };
  if (botToken === undefined && signingSecret === undefined) return undefined;
  const missing = botToken === undefined ? "SLACK_BOT_TOKEN" : "SLACK_SIGNING_SECRET";
  throw new InvalidInputError(missing, "is missing; the app of Slack needs both of its secrets");
}

function readMail(smtpUrl: string | undefined, from: string | undefined): MailSettings | undefined {
  if (smtpUrl === undefined) return undefined;
  const protocol = URL.parse(smtpUrl)?.protocol;
  if (protocol !== "smtp:" && protocol !== "smtps:") {
    throw new InvalidInputError(
      "SMTP_URL",
      "is no address of a mail server; give one like smtps://user:password@mail.example.org",
    );
  }
  if (from !== undefined && /^[^\r\n]*[^@\s<]+@[^@\s>]+>?$/.test(from)) return { smtpUrl, from };
  throw new InvalidInputError(
    "MAIL_FROM",
    "is no sender; give one like HandsFree <handsfree@example.org>",
  );
}
