import { createECDH, hkdfSync } from "node:crypto";
import type { WebhookSigningKey } from "@handsfree/repositories/webhook-endpoints";

/** The keys by which a push service knows this server (RFC 8292), in base64url. */
export interface VapidKeys {
  /** The uncompressed point, which is the `applicationServerKey` of a subscription. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The order of P-256, less one. */
const mostScalar = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");

/**
 * Derives the keys from the signing key, so that all servers of a database have the same, and there is no further secret
 * to keep. With another signing key, the subscriptions of browsers end.
 *
 * @see https://csrc.nist.gov/pubs/fips/186-5/final A.2.1: 64 bits more than the order has, and the remainder.
 */
export function vapidKeys(signingKey: WebhookSigningKey): VapidKeys {
  const bytes = Buffer.from(hkdfSync("sha256", signingKey, "", "handsfree web push, VAPID", 40));
  const scalar = (BigInt(`0x${bytes.toString("hex")}`) % mostScalar) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(privateKey);
  return {
    publicKey: pair.getPublicKey().toString("base64url"),
    privateKey: privateKey.toString("base64url"),
  };
}
