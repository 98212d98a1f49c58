import { createHash } from "node:crypto";
import examples from "@octokit/webhooks-examples" with { type: "json" };

export interface GithubDelivery {
  readonly event: string;
  readonly deliveryId: string;
  /** Compact JSON, as GitHub sends it. */
  readonly body: string;
}

/** The 329 payloads of @octokit/webhooks-examples, each as one delivery with its own id. */
export const githubDeliveries: readonly GithubDelivery[] = (
  examples as unknown as { name: string; examples: unknown[] }[]
).flatMap(({ name, examples: payloads }) =>
  payloads.map((payload, index) => ({
    event: name,
    deliveryId: uuidFrom(`${name}/${index}`),
    body: JSON.stringify(payload),
  })),
);

function uuidFrom(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
