import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { holdsRows } from "../entry.ts";
import { PrunedSeals } from "../pruned-seals.ts";
import { checkSeal } from "./check-seal.ts";
import type { AuditFinding } from "./finding.ts";
import type { EntryPage } from "./read-pages.ts";
import { readSealedRows } from "./sealed-rows.ts";

/** The result of checking a page of seals with their rows. */
export interface CheckedSeals {
  readonly findings: readonly AuditFinding[];
  readonly rows: number;
  /** The id of the last row of each seal. */
  readonly lastIds: ReadonlyMap<number, string>;
}

/** Compares rows and leaves with their seals, page by page, while other callers may seal and prune. */
export class SealChecks {
  readonly #db: Executor<Database>;
  #pruned: PrunedSeals;

  private constructor(db: Executor<Database>, pruned: PrunedSeals) {
    this.#db = db;
    this.#pruned = pruned;
  }

  static async begin(db: Executor<Database>): Promise<SealChecks> {
    return new SealChecks(db, await PrunedSeals.read(db));
  }

  async check({ entries, range }: EntryPage): Promise<CheckedSeals> {
    // From before the rows are read: a seal that is pruned later still has its leaves in `rows`.
    const pruned = this.#pruned;
    const rows = await readSealedRows(this.#db, range);
    const leaves = Map.groupBy(rows, ({ seal }) => seal);
    const lastIds = [...leaves].flatMap(([seal, [...sealed]]) => {
      const last = sealed.at(-1);
      return last === undefined ? [] : [[seal, last.logId] as const];
    });
    const findings: AuditFinding[] = [];
    for (const entry of entries) {
      if (!holdsRows(entry) || pruned.has(entry.number)) continue;
      const sealed = leaves.get(entry.number) ?? [];
      leaves.delete(entry.number);
      // A seal that was pruned since the prunings were read looks like one with deleted rows.
      const isWhole = sealed.length >= entry.count;
      if (!isWhole && (await this.#isPrunedNow(entry.number))) continue;
      findings.push(...checkSeal(entry, sealed));
    }
    // The remaining leaves belong to no seal of rows.
    findings.push(...[...leaves.keys()].map((entry) => ({ kind: "stray_leaves", entry }) as const));
    return { findings, rows: rows.length, lastIds: new Map(lastIds) };
  }

  async #isPrunedNow(number: number): Promise<boolean> {
    this.#pruned = await PrunedSeals.read(this.#db);
    return this.#pruned.has(number);
  }
}
