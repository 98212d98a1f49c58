import type { Notice, NoticeOutcome } from "@handsfree/repositories/notifications";
import { createTransport } from "nodemailer";
import { isLoopback } from "../sign-in/loopback.ts";
import type { MailSettings } from "./settings.ts";
import { textsOf } from "./texts.ts";

/** The longest wait for a step of the mail server, in milliseconds. */
const stepLimit = 10_000;

/**
 * Makes the function that mails notices. Unless the mail server is on this machine, the connection is encrypted.
 *
 * @param origin where browsers reach the server.
 */
export function mailSender(
  { smtpUrl, from }: MailSettings,
  origin: string,
): (notice: Notice & { readonly address: { readonly kind: "email" } }) => Promise<NoticeOutcome> {
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: !isLoopback(new URL(smtpUrl).hostname),
    connectionTimeout: stepLimit,
    greetingTimeout: stepLimit,
    socketTimeout: stepLimit,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { hostname } = new URL(origin);
  return async (notice) => {
    const { title, summary, url } = textsOf(notice, origin);
    const link =
      url === null ? [] : [`${url}\n\nThe page asks again. Opening the link decides nothing.`];
    try {
      await transport.sendMail({
        from,
        to: { name: "", address: notice.address.to },
        subject: title,
        text: `${[...(summary === null ? [`${title}.`] : [summary]), ...link].join("\n\n")}\n`,
        // The same in all attempts, by which a mailbox knows one that it has.
        messageId: `<${notice.id}@${hostname}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return { outcome: "sent" };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

/** The text has no address, and nothing of the server's answer. */
function outcomeOf(error: unknown): NoticeOutcome {
  const { responseCode, command, code } = error as {
    readonly responseCode?: number;
    readonly command?: string;
    readonly code?: string;
  };
  if (responseCode === undefined) {
    return { outcome: "failed", error: `the mail server was not reached: ${code ?? "no reason"}` };
  }
  const text = `the mail server answered ${responseCode}`;
  // The mailbox is refused for good.
  const isRefused = responseCode >= 500 && command === "RCPT TO";
  return { outcome: isRefused ? "refused" : "failed", error: text };
}
