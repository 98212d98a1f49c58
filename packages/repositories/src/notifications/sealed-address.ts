import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { requireSigningKey, type WebhookSigningKey } from "../webhook-endpoints/secret.ts";
import { type ChannelAddress, identityOf } from "./address.ts";

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts an address for its row (AES-256-GCM), so that who reads only the database can send nothing and read no topic.
 *
 * @param channelId is bound to it, so that the text is of no use in another row.
 */
export function sealAddress(
  key: WebhookSigningKey,
  channelId: string,
  address: ChannelAddress,
): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", derive(key, "seal"), nonce);
  cipher.setAAD(Buffer.from(channelId));
  const sealed = [cipher.update(JSON.stringify(address), "utf8"), cipher.final()];
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString("base64");
}

/** @returns undefined for what another key has sealed, or another row holds. */
export function openAddress(
  key: WebhookSigningKey,
  channelId: string,
  sealed: string,
): ChannelAddress | undefined {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const nonce = bytes.subarray(0, nonceBytes);
    const opened = createDecipheriv("aes-256-gcm", derive(key, "seal"), nonce);
    opened.setAAD(Buffer.from(channelId));
    opened.setAuthTag(bytes.subarray(-tagBytes));
    const text = Buffer.concat([
      opened.update(bytes.subarray(nonceBytes, -tagBytes)),
      opened.final(),
    ]);
    return JSON.parse(text.toString("utf8")) as ChannelAddress;
  } catch {
    return undefined;
  }
}

/** The keyed hash by which an address is found. Without the key, an address cannot be tried. */
export function addressKey(
  key: WebhookSigningKey,
  address: ChannelAddress,
  userId: string,
): string {
  return createHmac("sha256", derive(key, "find"))
    .update(identityOf(address, userId))
    .digest("hex");
}

function derive(key: WebhookSigningKey, purpose: "find" | "seal"): Buffer {
  const info = `handsfree notification channels, ${purpose}`;
  return Buffer.from(hkdfSync("sha256", requireSigningKey(key), "", info, 32));
}
