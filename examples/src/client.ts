import { signGithubPayload } from "@handsfree/repositories/webhooks";
import type { GithubDelivery } from "@handsfree/testkit";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A client of the HTTP API that also sends deliveries as GitHub does. */
export class Client {
  readonly #url: string;
  readonly #key: string;
  readonly #webhookSecret: string;

  constructor(url: string, key: string, webhookSecret: string) {
    this.#url = url;
    this.#key = key;
    this.#webhookSecret = webhookSecret;
  }

  async post(path: string, body: object): Promise<Answer> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#key}` };
    return answer(
      await fetch(this.#url + path, { method: "POST", headers, body: JSON.stringify(body) }),
    );
  }

  async deliver(
    { event = "", deliveryId = "", body = "" }: Partial<GithubDelivery>,
    signature = signGithubPayload(this.#webhookSecret, body),
  ): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": deliveryId,
      "x-hub-signature-256": signature,
    };
    return answer(
      await fetch(`${this.#url}/v1/webhooks/github`, { method: "POST", headers, body }),
    );
  }

  /** Sends all deliveries, twenty at a time. */
  async deliverAll(deliveries: readonly GithubDelivery[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    const queue = deliveries.entries();
    const send = async (): Promise<void> => {
      for (const [index, delivery] of queue) answers[index] = await this.deliver(delivery);
    };
    await Promise.all(Array.from({ length: 20 }, send));
    return answers;
  }

  /** Reads all items of a list, page by page. */
  async list(path: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let cursor: unknown = "";
    while (typeof cursor === "string") {
      const query = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = await this.#get(`${path}?limit=100${query}`);
      const body = (await page.json()) as {
        items: Record<string, unknown>[];
        next_cursor: unknown;
      };
      items.push(...body.items);
      cursor = body.next_cursor;
    }
    return items;
  }

  async payload(eventId: string): Promise<string> {
    return (await this.#get(`/v1/webhook-events/${eventId}/payload`)).text();
  }

  #get(path: string): Promise<Response> {
    return fetch(this.#url + path, { headers: { authorization: `Bearer ${this.#key}` } });
  }
}

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
