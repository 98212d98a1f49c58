import { v7 } from "uuid";
import { ownedText } from "../../data/owned-text.ts";
import type { Delivery } from "../contender.ts";
import { sha256 } from "./sha256.ts";

/** The row of a genuine delivery, which is due at once. */
export interface DeliveryRow extends Delivery {
  readonly id: string;
  readonly ownedDelivery: string;
  readonly bodyBytes: number;
  readonly bodySha256: string;
  readonly receivedAt: Date;
}

export function deliveryRow(delivery: Delivery): DeliveryRow {
  return {
    ...delivery,
    id: v7(),
    ownedDelivery: ownedText(delivery.source, delivery.deliveryId),
    bodyBytes: delivery.body.byteLength,
    bodySha256: sha256(delivery.body),
    receivedAt: new Date(),
  };
}
