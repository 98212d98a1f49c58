import { signGithubPayload } from "@handsfree/repositories/webhooks";
import type { GithubDelivery } from "@handsfree/testkit";

export interface Receipt {
  readonly status: number;
  readonly body: { readonly event_id?: string };
}

/** Sends deliveries as GitHub does. */
export class Github {
  readonly #url: string;
  readonly #secret: string;

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  async deliver(
    { event = "", deliveryId = "", body = "" }: Partial<GithubDelivery>,
    signature = signGithubPayload(this.#secret, body),
  ): Promise<Receipt> {
    const headers = {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": deliveryId,
      "x-hub-signature-256": signature,
    };
    const response = await fetch(`${this.#url}/v1/webhooks/github`, {
      method: "POST",
      headers,
      body,
    });
    return { status: response.status, body: (await response.json()) as Receipt["body"] };
  }

  /** Sends all deliveries, twenty at a time. */
  async deliverAll(deliveries: readonly GithubDelivery[]): Promise<Receipt[]> {
    const receipts: Receipt[] = [];
    const queue = deliveries.entries();
    const send = async (): Promise<void> => {
      for (const [index, delivery] of queue) receipts[index] = await this.deliver(delivery);
    };
    await Promise.all(Array.from({ length: 20 }, send));
    return receipts;
  }
}
