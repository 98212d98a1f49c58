import { sealActionLogs, type Sealing } from "@handsfree/repositories/audit";
import { renderAuditSealing } from "@handsfree/wire/audit";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import { count } from "./count.ts";
import { headLine } from "./head-view.ts";
import { readPrivateKey } from "./keys.ts";

interface SealOptions extends GlobalOptions {
  readonly keyFile?: string;
  readonly acceptLate?: boolean;
}

export async function seal({ keyFile, acceptLate, ...options }: SealOptions): Promise<void> {
  const privateKey = keyFile === undefined ? undefined : await readPrivateKey(keyFile);
  const sealing = await useDatabase(
    options,
    (db) => sealActionLogs(db, { acceptLate, privateKey }),
    { readOnly: false },
  );
  await (options.json ? printJson(renderAuditSealing(sealing)) : print(describe(sealing)));
}

function describe({ seals, rows, late, head }: Sealing): string {
  const sealed =
    rows === 0 ? "nothing to seal" : `sealed ${count(rows, "row")} in ${count(seals, "seal")}`;
  const at = head === undefined ? "" : `; the head is ${headLine(head)}`;
  const behind =
    late === 0
      ? ""
      : `late: ${count(late, "row")} appeared after later rows were sealed; list them with "handsfree audit verify", then seal them with --accept-late\n`;
  return `${sealed}${at}\n${behind}`;
}
