import { renderActionLog } from "@handsfree/wire/action-logs";
import { exactText } from "../../../http/exact-text.ts";
import type { ExportFormat } from "./format.ts";

/** JSON Lines: a log a line, as `GET /v1/action-logs/{id}` answers it. */
export const jsonl: ExportFormat = {
  mediaType: "application/jsonl; charset=utf-8",
  async *write(batches) {
    for await (const logs of batches) {
      yield logs.map((log) => `${JSON.stringify(renderActionLog(log, exactText))}\n`).join("");
    }
  },
};
