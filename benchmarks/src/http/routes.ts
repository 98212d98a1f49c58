import { createHmac, randomUUID } from "node:crypto";
import { githubDeliveries } from "@handsfree/testkit";
import type { OwnerKey } from "./owner-keys.ts";
import type { HttpAnswer, HttpRequest } from "./connection.ts";

export const routeNames = [
  "bare",
  "receive",
  "propose",
  "confirm",
  "paced",
  "forged",
  "health",
] as const;
export type RouteName = (typeof routeNames)[number];

/** The requests to a route. */
export interface Route {
  readonly status: number;
  /** How many requests begin in a second. Undefined for as many as the connections can send. */
  readonly perSecond?: number;
  /** Undefined if there are no more requests. */
  next(): HttpRequest | undefined;
  onAnswer?(answer: HttpAnswer): void;
}

/** The pace at which the server answers refusals without a delay, in requests a second. */
const refusalPace = 100;

export const webhookSecret = "a secret of the benchmark";

/** GitHub's example payloads of about 7 KB, which is also their mean. */
const deliveries = githubDeliveries
  .map(({ event, body }) => ({ event, body: Buffer.from(body) }))
  .filter(({ body }) => body.length > 6000 && body.length < 8200)
  .map(({ event, body }) => ({ event, body, signature: sign(body, webhookSecret) }));

function sign(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Makes the routes of one run, in which the owners propose in turn. `confirm` takes the tokens that `propose` was answered. */
export function makeRoutes(owners: readonly OwnerKey[]): Readonly<Record<RouteName, Route>> {
  const proposed: { key: string; token: string }[] = [];
  const keys = new Map(owners.map(({ userId, key }) => [userId, key]));
  let proposals = 0;
  let next = 0;
  const delivery = (signed: boolean): HttpRequest => {
    const { event, body, signature } = deliveries[next++ % deliveries.length] ?? empty;
    return post("/v1/webhooks/github", body, {
      "x-github-event": event,
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": signed ? signature : forgedSignature,
    });
  };
  const proposal = json({
    summary: "Merge it",
    action_type: "merge_pr",
    action_payload: { pr: 1 },
  });
  return {
    bare: { status: 200, next: () => post("/", proposal) },
    receive: { status: 202, next: () => delivery(true) },
    propose: {
      status: 201,
      next: () =>
        post("/v1/pending-actions", proposal, bearer(owners[proposals++ % owners.length]?.key)),
      onAnswer({ body }) {
        const { token, user_id: userId } = JSON.parse(body) as { token: string; user_id: string };
        proposed.push({ key: keys.get(userId) ?? "", token });
      },
    },
    confirm: {
      status: 200,
      next() {
        const holder = proposed.shift();
        if (holder === undefined) return undefined;
        const { key, token } = holder;
        return post("/v1/pending-actions/confirm", json({ token }), bearer(key));
      },
    },
    // A server that mostly waits needs many times more for each request, so both are sent at the same pace.
    paced: { status: 202, perSecond: refusalPace, next: () => delivery(true) },
    forged: { status: 401, perSecond: refusalPace, next: () => delivery(false) },
    health: {
      status: 200,
      next: () => ({ head: "GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n" }),
    },
  };
}

const forgedSignature = `sha256=${"0".repeat(64)}`;
const empty = { event: "push", body: Buffer.alloc(0), signature: "" };

function bearer(key = ""): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function post(
  path: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  const lines = [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${body.byteLength}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return { head: `${lines.join("\r\n")}\r\n\r\n`, body };
}
