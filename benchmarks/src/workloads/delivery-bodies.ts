import { githubDeliveries } from "@handsfree/testkit";

/**
 * GitHub's example payloads of about 9 KB, which is also their mean. Bodies differ as real ones do, since an engine may
 * store equal ones once.
 */
const bodies: readonly Uint8Array[] = githubDeliveries
  .map(({ body }) => Buffer.from(body))
  .filter(({ length }) => length > 8000 && length < 10_500);

/** The body of delivery `n`. */
export function deliveryBody(n: number): Uint8Array {
  return bodies[n % bodies.length] as Uint8Array;
}
