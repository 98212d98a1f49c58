import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { InvalidInputError } from "@handsfree/query";
import { IdempotentRequests } from "@handsfree/repositories/idempotency";
import { findSlackPerson, linkSlackChannel } from "@handsfree/repositories/notifications";
import {
  approvePendingAction,
  type Decision,
  rejectPendingAction,
} from "@handsfree/repositories/pending-actions";
import type { WebhookSigningKey } from "@handsfree/repositories/webhook-endpoints";
import { Problem } from "../../http/problem.ts";
import { RefusalPace } from "../../http/refusal-pace.ts";
import { verifySlackRequest } from "../../notifications/slack-signature.ts";
import type { Services } from "../../services.ts";
import { AddressRules } from "@handsfree/executors/outgoing";
import { requestSender } from "@handsfree/executors/outgoing";
import { readSlackRequest, type SlackRequest } from "./requests.ts";

/** A click has the message with its blocks. */
const bodyLimit = 262_144;
const path = "/v1/slack/interactions";

type Click = Extract<SlackRequest, { readonly kind: "decide" }>;

/**
 * What people do in Slack. The route reads raw bodies, since the signature is over bytes. It is no part of the API's
 * description: Slack alone calls it.
 */
export const slackRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, notifications, webhookSigningKey, webhookAddresses } = services;
  const pace = new RefusalPace();
  const requests = new IdempotentRequests(db, context);
  const send = requestSender({ rules: webhookAddresses ?? new AddressRules("") });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", app.readBody);

  app.post(
    path,
    {
      bodyLimit,
      config: { access: "public", anyHost: true, load: "receipt" },
      schema: { hide: true },
    },
    async (request, reply) => {
      const secret = notifications?.slack?.signingSecret;
      if (secret === undefined || webhookSigningKey === undefined) {
        throw new Problem(404, "not_found", "the server is not set up for Slack");
      }
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const timestamp = textOf(request.headers["x-slack-request-timestamp"]);
      const signature = textOf(request.headers["x-slack-signature"]);
      const problem = verifySlackRequest(secret, { body, timestamp, signature }, context.now());
      if (problem !== undefined) {
        await pace.wait(app.closingSignal);
        const detail = `Slack has not signed this request: ${problem}`;
        throw new Problem(401, "invalid_signature", detail, { reason: problem });
      }
      const done = readSlackRequest(body);
      if (done.kind === "link") return tell(await link(done, webhookSigningKey));
      if (done.kind === "help")
        return tell("Enter /handsfree link and the code that the console shows.");
      if (done.kind === "ignored") return reply.code(200).send("");
      const text = await decide(done, webhookSigningKey, `${timestamp} ${signature}`);
      if (text !== undefined) void answerClicker(done, text);
      return reply.code(200).send("");
    },
  );

  const link = async (
    { member, code }: Extract<SlackRequest, { readonly kind: "link" }>,
    signingKey: WebhookSigningKey,
  ): Promise<string> => {
    const linked = await linkSlackChannel(db, { member, code, signingKey }, context);
    if (linked.outcome === "linked") return "You will be asked here.";
    return linked.outcome === "address_taken"
      ? "This account is linked already. Delete that channel first."
      : "This code is not right, or too old. The console makes a new one.";
  };

  /** @returns what the clicker is told; undefined if the message will say it. */
  const decide = async (
    { member, decision, id, digest }: Click,
    signingKey: WebhookSigningKey,
    key: string,
  ): Promise<string | undefined> => {
    const person = await findSlackPerson(db, { member, signingKey });
    if (person === undefined) {
      throw new Problem(403, "not_permitted", "the member of Slack is linked to no person");
    }
    const { user, channelId } = person;
    const content = JSON.stringify([decision, id, digest]);
    const begun = await requests.begin({ callerId: user.id, key, route: `POST ${path}`, content });
    if (begun.outcome !== "begun") {
      throw new Problem(409, "already_received", "this click was received before");
    }
    const { ownedKey } = begun;
    try {
      const input = { userId: user.id, role: user.role, id, payloadDigest: digest } as const;
      const act = decision === "approve" ? approvePendingAction : rejectPendingAction;
      // The audit row names the channel as the credential by which the person was known.
      const as = { ...context, credentialId: channelId };
      const decided = await act(db, { ...input, surface: "slack" }, as);
      await requests.keep(ownedKey, { status: 200, location: null, body: "" });
      return textFor(decided);
    } catch (error) {
      if (error instanceof InvalidInputError) await requests.free(ownedKey);
      else await requests.lose(ownedKey);
      throw error;
    }
  };

  /** Best effort: the decision counts, or does not, without it. */
  const answerClicker = async ({ responseUrl }: Click, text: string): Promise<void> => {
    if (responseUrl === null || !responseUrl.startsWith("https://hooks.slack.com/")) return;
    await send({
      url: responseUrl,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...tell(text), replace_original: false }),
      signal: app.closingSignal,
    });
  };
};

/** The answer that the person alone sees. */
function tell(text: string): { readonly response_type: "ephemeral"; readonly text: string } {
  return { response_type: "ephemeral", text };
}

/** Undefined for what the changed message says. */
function textFor(decided: Decision): string | undefined {
  switch (decided.outcome) {
    case "confirmed":
    case "rejected":
    case "cancelled":
      return undefined;
    case "approved":
      return `Your approval counts. ${decided.missing} more needed.`;
    case "already_approved":
      return "You have approved it before.";
    case "digest_mismatch":
      return "It was changed since this message. Open it to see what is asked now.";
    case "proposer_cannot_approve":
      return "You have proposed it, so another person must approve it.";
    case "expired":
    case "already_decided":
      return "It was decided before, or has expired.";
    default:
      return "You are not asked about it any more.";
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}
