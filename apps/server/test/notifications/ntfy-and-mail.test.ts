import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { eventually, NotifiedApi, origin, person } from "./notified-api.ts";

interface Published {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that takes what is published to its topics. */
async function ntfyServer() {
  const published: Published[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url, headers } = request;
      published.push({ url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    published,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Mail {
  readonly from: string | false;
  readonly to: readonly string[];
  readonly text: string;
}

/** A mail server without TLS, as one on this machine may be. */
async function mailServer() {
  const mails: Mail[] = [];
  const mailbox: { refusal: (Error & { responseCode?: number }) | undefined } = {
    refusal: undefined,
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(mailbox.refusal ?? null),
    onData(stream, session: SMTPServerSession, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? false : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        mails.push({ from, to, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  const listening = server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => listening.once("listening", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    mailbox,
    settings: { smtpUrl: `smtp://127.0.0.1:${port}`, from: "HandsFree <hf@example.org>" },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test("a topic gets a title, a link and the server's token, and no summary unless it is wanted", async () => {
  await using server = await ntfyServer();
  await using other = await ntfyServer();
  const ntfyTokens = new Map([[server.origin, "tk_of_the_test"]]);
  await using notified = await NotifiedApi.start({ ntfyTokens });
  await notified.add({ kind: "ntfy", url: `${server.origin}/plain` });
  await notified.add({ kind: "ntfy", url: `${other.origin}/more`, content: "summary" });
  await using _ = notified.notify();
  const { id } = await notified.propose({ summary: "Merge #12 – straße" });
  await eventually(() => {
    expect(server.published.length).toBe(1);
    expect(other.published.length).toBe(1);
  });
  expect(server.published[0]).toMatchObject({
    url: "/plain",
    headers: {
      title: "An action waits for you",
      priority: "high",
      click: `${origin}/waiting/${id}`,
      authorization: "Bearer tk_of_the_test",
    },
    body: "Open it to see what is asked.",
  });
  expect(other.published[0]?.body).toBe("Merge #12 – straße");
  expect(other.published[0]?.headers.authorization).toBeUndefined();
});

test("a mail goes to the address of the account, with a link that decides nothing", async () => {
  await using server = await mailServer();
  await using notified = await NotifiedApi.start({ mail: server.settings });
  const { db } = notified.api;
  const refused = await notified.call("POST", "channels", { kind: "email" });
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, "no_email"]);
  await db
    .updateTable("users")
    .set({ email: "ada@example.org" })
    .where("id", "=", person)
    .execute();
  await notified.add({ kind: "email" });
  await using _ = notified.notify();
  const { id } = await notified.propose();
  await eventually(() => expect(server.mails.length).toBe(1));
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: "hf@example.org", to: ["ada@example.org"] });
  expect(mail?.text).toContain("Subject: An action waits for you\r\n");
  expect(mail?.text).toContain(`${origin}/waiting/${id}`);
  expect(mail?.text).toContain("Auto-Submitted: auto-generated");
  expect(mail?.text).not.toMatch(/Merge|PRIVATE/);
  const [notice] = await eventually(async () => {
    const notices = await db.selectFrom("notification_deliveries").selectAll().execute();
    expect(notices).toMatchObject([{ state: "delivered" }]);
    return notices;
  });
  expect(mail?.text).toContain(`Message-ID: <${notice?.id}@handsfree.example>`);
});

test("a mail is repeated while the server is busy, and given up if the mailbox is refused", async () => {
  await using server = await mailServer();
  await using notified = await NotifiedApi.start({ mail: server.settings });
  const { db, clock } = notified.api;
  await db
    .updateTable("users")
    .set({ email: "ada@example.org" })
    .where("id", "=", person)
    .execute();
  await notified.add({ kind: "email" });
  server.mailbox.refusal = Object.assign(new Error("later"), { responseCode: 451 });
  await using _ = notified.notify();
  await notified.propose();
  const notices = () => db.selectFrom("notification_deliveries").selectAll().execute();
  await eventually(async () =>
    expect(await notices()).toMatchObject([
      { state: "waiting", attempts: 1, last_error: "the mail server answered 451" },
    ]),
  );
  server.mailbox.refusal = Object.assign(new Error("no such user"), { responseCode: 550 });
  clock.advance(5000);
  await eventually(async () =>
    expect(await notices()).toMatchObject([
      { state: "dead", attempts: 2, last_error: "the mail server answered 550" },
    ]),
  );
  expect(server.mails).toEqual([]);
});

test("without a mail server there is no channel of this kind", async () => {
  await using notified = await NotifiedApi.start();
  const answer = await notified.call("POST", "channels", { kind: "email" });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ code: "channel_not_available", field: "kind" });
});
