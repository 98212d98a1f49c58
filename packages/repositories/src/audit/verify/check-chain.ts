import type { KeyObject } from "node:crypto";
import { type AuditEntry, hashEntry, holdsRows } from "../entry.ts";
import type { AuditHead } from "../head.ts";
import { isSignatureOf } from "../signature.ts";
import type { Findings } from "./findings.ts";

/** The known facts that the chain must match. */
export interface ChainRules {
  /** By id; empty if signatures are not verified. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  /** The number from which seals of rows must be signed. */
  readonly signedFrom: number;
  /** A head that was kept elsewhere. */
  readonly head: Pick<AuditHead, "number" | "hash"> | undefined;
}

/** Checks the hashes, links and signatures of the entries, which must be given in order. */
export class ChainCheck {
  readonly #rules: ChainRules;
  readonly #findings: Findings;
  #last: AuditEntry | undefined;
  #entries = 0;
  #unsigned = 0;

  constructor(rules: ChainRules, findings: Findings) {
    this.#rules = rules;
    this.#findings = findings;
  }

  get last(): AuditEntry | undefined {
    return this.#last;
  }

  get entries(): number {
    return this.#entries;
  }

  /** The number of entries at the end that no signature covers. */
  get unsigned(): number {
    return this.#unsigned;
  }

  check(entry: AuditEntry): void {
    this.#checkLink(entry);
    this.#checkSignature(entry);
    const { head } = this.#rules;
    if (head?.number === entry.number && head.hash !== entry.hash) {
      this.#findings.add({ kind: "rewritten", entry: entry.number });
    }
    this.#last = entry;
    this.#entries++;
  }

  /** Must be called after the last entry. */
  finish(): void {
    const { head } = this.#rules;
    if (head !== undefined && head.number > (this.#last?.number ?? 0)) {
      this.#findings.add({ kind: "truncated", entry: head.number });
    }
  }

  #checkLink(entry: AuditEntry): void {
    const { number } = entry;
    const next = (this.#last?.number ?? 0) + 1;
    const isNext = number === next;
    if (number > next) this.#findings.add({ kind: "missing_entry", entry: next });
    if (number < next || hashEntry(entry) !== entry.hash) {
      this.#findings.add({ kind: "altered_entry", entry: number });
    } else if (isNext && entry.previousHash !== (this.#last?.hash ?? null)) {
      this.#findings.add({ kind: "broken_link", entry: number });
    }
  }

  #checkSignature(entry: AuditEntry): void {
    const { number, hash, keyId, signature } = entry;
    const { publicKeys, signedFrom } = this.#rules;
    this.#unsigned++;
    if (keyId === null && signature === null) {
      if (publicKeys.size === 0 || !holdsRows(entry) || number < signedFrom) return;
      this.#findings.add({ kind: "missing_signature", entry: number });
      return;
    }
    const isWhole = keyId !== null && signature !== null;
    if (isWhole && publicKeys.size === 0) return;
    const key = keyId === null ? undefined : publicKeys.get(keyId);
    if (isWhole && key !== undefined && isSignatureOf(key, hash, signature)) this.#unsigned = 0;
    else this.#findings.add({ kind: "invalid_signature", entry: number });
  }
}
