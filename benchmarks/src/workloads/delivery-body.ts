import { githubDeliveries } from "@handsfree/testkit";

const typicalSize = 9 * 1024;

/** The body of GitHub's example payloads that is closest to 9 KB. */
export const deliveryBody: Uint8Array = githubDeliveries
  .map(({ body }) => Buffer.from(body))
  .reduce((best, body) =>
    Math.abs(body.length - typicalSize) < Math.abs(best.length - typicalSize) ? body : best,
  );
