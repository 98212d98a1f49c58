import type { FilterOf } from "../../components/record-list/list-address.ts";
import { given, idParam, oneOfParam, textParam, timeParam } from "../../api/search-params.ts";

/** The states of a delivery, in the order of its life. */
export const deliveryStates = [
  "received",
  "processing",
  "processed",
  "ignored",
  "failed",
  "dead",
  "rejected",
] as const;
/** One of `deliveryStates`. */
type DeliveryState = (typeof deliveryStates)[number];

/** What can be shown of a delivery in place of its body. */
export const deliveryParts = ["timeline", "headers", "details"] as const;

/** What the address of the inbox says: the filters, and what is open. */
export interface InboxSearch {
  readonly source?: string;
  readonly type?: string;
  readonly state?: DeliveryState;
  readonly signature?: "valid" | "forged";
  /** The sender's id of a delivery. */
  readonly delivery?: string;
  readonly since?: string;
  readonly until?: string;
  /** The delivery that is open. */
  readonly id?: string;
  /** What of it is shown. Default: the body. */
  readonly part?: (typeof deliveryParts)[number];
  /** Whether the replays are shown in place of the deliveries. */
  readonly list?: "replays";
}

/** Reads an address. What is wrong in it is left out. */
export function readInboxSearch(search: Readonly<Record<string, unknown>>): InboxSearch {
  return given<InboxSearch>({
    source: textParam(search["source"]),
    type: textParam(search["type"]),
    state: oneOfParam(search["state"], deliveryStates),
    signature: oneOfParam(search["signature"], ["valid", "forged"]),
    delivery: textParam(search["delivery"]),
    since: timeParam(search["since"]),
    until: timeParam(search["until"]),
    id: idParam(search["id"]),
    part: oneOfParam(search["part"], deliveryParts),
    list: oneOfParam(search["list"], ["replays"]),
  });
}

/** The filters of an address, without what is open. */
export type InboxFilter = FilterOf<InboxSearch>;
