import { InvalidInputError } from "@handsfree/query";
import {
  type AuditFinding,
  type AuditVerification,
  verifyAuditTrail,
} from "@handsfree/repositories/audit";
import { renderAuditVerification } from "@handsfree/wire/audit";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import { count } from "./count.ts";
import { readPublicKey } from "./keys.ts";
import { parseHead } from "./parse-head.ts";

interface VerifyOptions extends GlobalOptions {
  readonly head?: string;
  readonly publicKey: readonly string[];
  readonly signedFrom?: number;
}

export async function verify(options: VerifyOptions): Promise<void> {
  const head = options.head === undefined ? undefined : await parseHead(options.head);
  const publicKeys = await Promise.all(options.publicKey.map(readPublicKey));
  const { signedFrom } = options;
  const verified = await useDatabase(options, (db) =>
    verifyAuditTrail(db, { head, publicKeys, signedFrom }),
  );
  if (!verified.ok) invocation().exitCode = exitCodes.auditBroken;
  await (options.json ? printJson(renderAuditVerification(verified)) : print(render(verified)));
}

/** Parses the number of an entry. */
export function parseNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "signedFrom",
    "is not the number of an entry; give a whole number from 1",
  );
}

function render(verified: AuditVerification): string {
  const { ok, findings, found, entries, rows, unsealed, unsigned } = verified;
  const more = found > findings.length ? `and ${found - findings.length} more\n` : "";
  const counts = [
    `${count(entries, "entry").replace(/ys$/, "ies")} and ${count(rows, "sealed row")} verified`,
    ...(unsigned === null || unsigned === 0
      ? []
      : [`no signature covers the last ${unsigned} yet`]),
    ...(unsealed === 0 ? [] : [`${count(unsealed, "row")} not sealed yet`]),
    ok ? "no findings" : count(found, "finding"),
  ];
  return `${findings.map(line).join("")}${more}${counts.join("; ")}\n`;
}

function line({ kind, logId, entry }: AuditFinding): string {
  const places = [
    ...(logId === undefined ? [] : [`action log ${logId}`]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
  ];
  return `${kind}: ${places.join(", ")}\n`;
}
