import { v7 } from "uuid";
import { sha256 } from "../contenders/rows/sha256.ts";
import { countRows } from "./count-rows.ts";
import { deliveryBody } from "./delivery-body.ts";
import { unlike } from "./expect.ts";
import { OnceOnlyLedger } from "./once-only.ts";
import { repeatsOf, subjectOf } from "./repeats.ts";
import type { Workload } from "./workload.ts";

/** Stores a webhook delivery with a body of 9 KB. One in twenty is a duplicate. */
export const storeDelivery: Workload = {
  name: "store-delivery",
  tables: ["webhook_events"],
  start(contender) {
    const source = `bench-${v7()}`;
    const digest = sha256(deliveryBody);
    const ledger = new OnceOnlyLedger();
    return {
      async operate(n) {
        const subject = subjectOf(n);
        const deliveryId = `delivery-${subject}`;
        const outcome = await contender.storeDelivery({ source, deliveryId, body: deliveryBody });
        ledger.note(subject, outcome);
      },
      async verify(operations) {
        const ofSource = `source = '${source}'`;
        const whole = `octet_length(body) = ${deliveryBody.length} AND body_bytes = octet_length(body)
          AND body_sha256 = '${digest}' AND owned_delivery IS NOT NULL
          AND state = 'received' AND next_attempt_at = received_at`;
        const [counted] = await contender.execute(
          `SELECT sum(duplicates) AS n FROM webhook_events WHERE ${ofSource}`,
        );
        const rows = await countRows(contender, "webhook_events", `${ofSource} AND ${whole}`);
        const [first] = await contender.execute(
          `SELECT ${contender.dialect.hex("body")} AS body FROM webhook_events
           WHERE ${ofSource} AND id = '${ledger.idOf(0)}'`,
        );
        const hex = Buffer.from(deliveryBody).toString("hex").toUpperCase();
        return [
          ...ledger.verify(operations, rows),
          ...unlike("repeats that were counted", Number(counted?.["n"]), repeatsOf(operations)),
          ...unlike("the body to the byte", first?.["body"] === hex, true),
        ];
      },
    };
  },
};
