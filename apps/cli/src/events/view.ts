import type { EventJson } from "@handsfree/wire/events";
import { plainText } from "../output/plain-text.ts";
import { print } from "../output/print.ts";

/** Prints an event as one line: of JSON, or its id, time, type, record and owner. */
export function printEvent(event: EventJson, { json = false }: { readonly json?: boolean }) {
  const { id, at, type, record, user_id: userId } = event;
  const texts = [id, at, type, `${record.kind}/${record.id ?? "-"}`, userId ?? "-"];
  return print(`${json ? JSON.stringify(event) : plainText(texts.join("  "))}\n`);
}
