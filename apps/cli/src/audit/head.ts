import { exportAuditHead } from "@handsfree/repositories/audit";
import { renderAuditHead } from "@handsfree/wire/audit";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import { headLine } from "./head-view.ts";

export async function showHead(options: GlobalOptions): Promise<void> {
  const head = await useDatabase(options, (db) => exportAuditHead(db));
  if (head === undefined) throw new NotFoundError("nothing is sealed yet");
  await (options.json ? printJson(renderAuditHead(head)) : print(`${headLine(head)}\n`));
}
