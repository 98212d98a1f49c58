import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readNotifications } from "../../src/notifications/config.ts";

const local = "http://localhost:8080";

test("a server with TLS is its own contact, unless another one is given", () => {
  const origin = "https://handsfree.example";
  expect(readNotifications({}, origin).pushContact).toBe(origin);
  const given = { PUSH_CONTACT: "mailto:ops@example.org" };
  expect(readNotifications(given, origin).pushContact).toBe(given.PUSH_CONTACT);
});

test("a secret can be in a file, and is given once", () => {
  const folder = mkdtempSync(join(tmpdir(), "notifications-"));
  try {
    const file = join(folder, "tokens");
    writeFileSync(file, "https://ntfy.example.org=tk_a\nhttp://10.1.2.3:81=tk_b=\n");
    const { ntfyTokens } = readNotifications({ NTFY_TOKENS_FILE: file }, local);
    expect([...(ntfyTokens ?? [])]).toEqual([
      ["https://ntfy.example.org", "tk_a"],
      ["http://10.1.2.3:81", "tk_b="],
    ]);
    const both = { NTFY_TOKENS_FILE: file, NTFY_TOKENS: "https://ntfy.example.org=tk_a" };
    expect(() => readNotifications(both, local)).toThrow(/^NTFY_TOKENS is given, and so is/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("mail needs a server and a sender", () => {
  const mail = {
    SMTP_URL: "smtps://ada:hunter2@mail.example.org",
    MAIL_FROM: "HF <hf@example.org>",
  };
  expect(readNotifications(mail, local).mail).toEqual({
    smtpUrl: mail.SMTP_URL,
    from: mail.MAIL_FROM,
  });
  expect(readNotifications({ MAIL_FROM: "hf@example.org" }, local).mail).toBeUndefined();
});

test("Slack needs both of its secrets", () => {
  const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "2" };
  const expected = { botToken: "xoxb-1", signingSecret: "2" };
  expect(readNotifications(slack, local).slack).toEqual(expected);
  expect(readNotifications({}, local).slack).toBeUndefined();
});

test.for([
  [{ SLACK_BOT_TOKEN: "xoxb-hunter2" }, "SLACK_SIGNING_SECRET"],
  [{ SLACK_SIGNING_SECRET: "hunter2" }, "SLACK_BOT_TOKEN"],
  [{ PUSH_CONTACT: "ops" }, "PUSH_CONTACT"],
  [{ PUSH_CONTACT: "http://example.org" }, "PUSH_CONTACT"],
  [{ NTFY_TOKENS: "https://ntfy.example.org/topic=tk_hunter2" }, "NTFY_TOKENS"],
  [{ NTFY_TOKENS: "tk_hunter2" }, "NTFY_TOKENS"],
  [{ NTFY_TOKENS_FILE: "/there/is/none" }, "NTFY_TOKENS_FILE"],
  [{ SMTP_URL: "https://ada:hunter2@mail.example.org" }, "SMTP_URL"],
  [{ SMTP_URL: "" }, "SMTP_URL"],
  [{ SMTP_URL: "smtp://ada:hunter2@mail.example.org" }, "MAIL_FROM"],
  [{ SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "a@b.c\r\nBcc: x@y.z" }, "MAIL_FROM"],
] as const)("%j is refused without its value", ([environment, field]) => {
  let thrown: unknown;
  try {
    readNotifications(environment, local);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "invalid_input", field });
  expect(String(thrown)).not.toContain("hunter2");
});
