import type { KeyObject } from "node:crypto";
import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { type AuditHead, toHead } from "../head.ts";
import { auditLimits } from "../limits.ts";
import { type Place, placeOf } from "../place.ts";
import { keyIdOf, requireEd25519 } from "../signature.ts";
import { ChainCheck, type ChainRules } from "./check-chain.ts";
import { checkPruning } from "./check-pruning.ts";
import { checkRemovals } from "./check-removals.ts";
import { SealChecks } from "./check-seals.ts";
import { checkStrays } from "./check-strays.ts";
import { checkUnsealed } from "./check-unsealed.ts";
import type { AuditFinding } from "./finding.ts";
import { Findings } from "./findings.ts";
import { readPages } from "./read-pages.ts";
import {
  ifGiven,
  requireFunction,
  requireList,
  requireObject,
  requireSignal,
  shown,
} from "../../validate.ts";

/** What to hold the audit trail against. */
export interface VerificationOptions {
  /**
   * A head that was exported before, and kept where whoever can write to the database cannot. Without one, a
   * trail passes that was cut off at its end; without keys as well, one that was rewritten to its end.
   */
  readonly head?: Pick<AuditHead, "number" | "hash"> | undefined;
  /**
   * The Ed25519 keys that seals may be signed with. With any, each seal of rows must be signed with one of
   * them; without, signatures are not looked at.
   */
  readonly publicKeys?: readonly KeyObject[] | undefined;
  /** The first entry that must be signed, where signing began later. Default 1. */
  readonly signedFrom?: number | undefined;
  /** The most findings to return; all are counted. From 0. Default 1000. */
  readonly maximumFindings?: number | undefined;
  /** Ends the verification: at once, or, in a transaction of the caller's, before its next page. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how far it is, every some thousand rows. */
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** How far a verification is. */
export interface AuditProgress {
  readonly entries: number;
  readonly rows: number;
}

/** What was found. */
export interface AuditVerification {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  /** What is wrong: the first of it, in the order of the chain. */
  readonly findings: readonly AuditFinding[];
  /** How many findings there are in all. */
  readonly found: number;
  /** How many entries the chain has. */
  readonly entries: number;
  /** How many sealed rows were held against their seals. */
  readonly rows: number;
  /** How many rows wait to be sealed. Nothing is known of them. */
  readonly unsealed: number;
  /** How many entries at the end no signature covers; null without keys. */
  readonly unsigned: number | null;
  /** The last entry that was looked at; undefined as long as nothing is sealed. */
  readonly head: AuditHead | undefined;
}

/**
 * Holds all action logs against the chain of seals, and says what does not fit: rows that were edited,
 * deleted or inserted, contents and rows that went without a record, and whatever was done to the seals
 * themselves. It reads some thousand rows at a time, each time at one moment, so that others can write, seal,
 * remove and prune meanwhile.
 *
 * @throws {InvalidInputError} naming the option.
 * @throws {DatabaseError} `query_cancelled` when the signal is aborted.
 */
export async function verifyAuditTrail(
  db: Executor<Database>,
  options: VerificationOptions = {},
): Promise<AuditVerification> {
  requireCall(db);
  const rules = requireRules(requireObject("options", options));
  const findings = new Findings(requireMaximum(options.maximumFindings));
  const { signal } = options;
  // A transaction has a connection already, so there only the reading of pages is ended.
  if (db.isTransaction) return verify(db, rules, findings, options);
  return db
    .connection()
    .execute((connection) => verify(connection, rules, findings, options), { signal });
}

async function verify(
  db: Executor<Database>,
  rules: ChainRules,
  findings: Findings,
  { signal, onProgress }: VerificationOptions,
): Promise<AuditVerification> {
  const chain = new ChainCheck(rules, findings);
  const seals = await SealChecks.begin(db);
  let sealed: Place | undefined;
  let rows = 0;
  for await (const page of readPages(db, signal)) {
    for (const entry of page.entries) {
      chain.check(entry);
      if (entry.kind === "pruning") findings.add(...(await checkPruning(db, entry)));
    }
    const checked = await seals.check(page);
    findings.add(...checked.findings, ...(await checkRemovals(db, page)));
    const last = page.entries.findLast(({ kind }) => kind === "rows");
    if (last !== undefined) sealed = placeOf(last.lastAt, checked.lastIds.get(last.number));
    rows += checked.rows;
    onProgress?.({ entries: chain.entries, rows });
  }
  chain.finish();
  findings.add(...(await checkStrays(db, chain.last?.number ?? 0)));
  const unsealed = await checkUnsealed(db, sealed, findings);
  return {
    ok: findings.count === 0,
    findings: findings.kept,
    found: findings.count,
    entries: chain.entries,
    rows,
    unsealed,
    unsigned: rules.publicKeys.size === 0 ? null : chain.unsigned,
    head: chain.last && toHead(chain.last),
  };
}

/** In hexadecimal. */
const sha256 = /^[0-9a-f]{64}$/;

function requireRules(options: VerificationOptions): ChainRules {
  const { head, publicKeys = [], signedFrom = 1, signal, onProgress } = options;
  ifGiven("signal", signal, requireSignal);
  ifGiven("onProgress", onProgress, requireFunction);
  ifGiven("head", head, requireObject);
  if (head !== undefined && !(Number.isInteger(head.number) && head.number >= 1)) {
    throw new InvalidInputError("head", "has no number; give one that was exported");
  }
  if (head !== undefined && !(typeof head.hash === "string" && sha256.test(head.hash))) {
    throw new InvalidInputError(
      "head",
      "has no SHA-256 in hexadecimal; give one that was exported",
    );
  }
  if (!Number.isInteger(signedFrom) || signedFrom < 1) {
    throw new InvalidInputError(
      "signedFrom",
      `is ${shown(signedFrom)}; give an entry's number, from 1`,
    );
  }
  const keys = requireList("publicKeys", publicKeys).map((key) =>
    requireEd25519("publicKeys", key, "public"),
  );
  return { head, signedFrom, publicKeys: new Map(keys.map((key) => [keyIdOf(key), key])) };
}

function requireMaximum(most: number = auditLimits.defaultFindings): number {
  if (Number.isInteger(most) && most >= 0) return most;
  throw new InvalidInputError("maximumFindings", `is ${shown(most)}; give a whole number from 0`);
}
