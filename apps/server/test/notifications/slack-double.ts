import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A message in a workspace, as it is now. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
  text: string;
  blocks: readonly { readonly elements?: readonly Button[] }[];
}

interface Button {
  readonly action_id: string;
  readonly value?: string;
  readonly url?: string;
}

/** A workspace of Slack: it posts and changes messages, and signs what its members do. */
export class SlackDouble implements AsyncDisposable {
  readonly messages: Posted[] = [];
  readonly tokens = new Set<string | undefined>();
  readonly signingSecret = "the signing secret of the test";
  /** An error in place of the next answers. */
  error: string | undefined;
  readonly #server;
  #count = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.tokens.add(request.headers.authorization);
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Posted;
        const answer =
          this.error === undefined
            ? this.#call(request.url ?? "", body)
            : { ok: false, error: this.error };
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<SlackDouble> {
    const slack = new SlackDouble();
    await new Promise<void>((resolve) => slack.#server.listen(0, "127.0.0.1", resolve));
    return slack;
  }

  get api(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  #call(url: string, { channel, ts, text, blocks }: Posted): object {
    if (url === "/api/chat.postMessage") {
      const posted = { channel: `D${channel}`, ts: `1700000000.${++this.#count}`, text, blocks };
      this.messages.push(posted);
      return { ok: true, channel: posted.channel, ts: posted.ts };
    }
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (url !== "/api/chat.update" || message === undefined) {
      return { ok: false, error: "message_not_found" };
    }
    Object.assign(message, { text, blocks });
    return { ok: true, channel, ts };
  }

  /** The buttons of a message, by their ids. */
  buttonsOf(message: Posted | undefined): ReadonlyMap<string, Button> {
    const buttons = message?.blocks.flatMap(({ elements = [] }) => elements) ?? [];
    return new Map(buttons.map((button) => [button.action_id, button]));
  }

  /** A request as Slack signs it. */
  signed(form: Readonly<Record<string, string>>, now: Date, secret: string = this.signingSecret) {
    const payload = new URLSearchParams(form).toString();
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const mac = createHmac("sha256", secret).update(`v0:${timestamp}:${payload}`).digest("hex");
    return {
      method: "POST",
      url: "/v1/slack/interactions",
      headers: {
        host: "handsfree.example",
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${mac}`,
      },
      payload,
    } as const;
  }

  /** The form of a click on a button. */
  click(message: Posted | undefined, button: string, user: string): { readonly payload: string } {
    const { value } = this.buttonsOf(message).get(button) ?? {};
    const payload = {
      type: "block_actions",
      team: { id: "T1" },
      user: { id: user, team_id: "T1" },
      trigger_id: "1.2.3",
      actions: [{ action_id: button, value }],
    };
    return { payload: JSON.stringify(payload) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
