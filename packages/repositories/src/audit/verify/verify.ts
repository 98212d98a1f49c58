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

/** Options of `verifyAuditTrail`. */
export interface VerificationOptions {
  /**
   * A head that was exported before and kept where a writer of the database cannot change it. Without a head, a trail
   * that was cut off at its end passes; without keys too, a rewritten trail passes.
   */
  readonly head?: Pick<AuditHead, "number" | "hash"> | undefined;
  /**
   * The Ed25519 keys that may sign seals. If there are any, one of them must have signed each seal of rows. Without
   * keys, signatures are not verified.
   */
  readonly publicKeys?: readonly KeyObject[] | undefined;
  /** The number from which seals must be signed, if signing began later. Default 1. */
  readonly signedFrom?: number | undefined;
  /** The maximum number of returned findings, from 0. All are counted. Default 1000. */
  readonly maximumFindings?: number | undefined;
  /** Ends the verification at once or, in a caller's transaction, before the next page. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress after each page of some thousand rows. */
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** The numbers of entries and rows that a verification has checked so far. */
export interface AuditProgress {
  readonly entries: number;
  readonly rows: number;
}

/** The result of a verification. */
export interface AuditVerification {
  /** True without findings. */
  readonly ok: boolean;
  /** The first findings, in the order of the chain. */
  readonly findings: readonly AuditFinding[];
  /** The number of all findings. */
  readonly found: number;
  /** The number of entries in the chain. */
  readonly entries: number;
  /** The number of sealed rows that were checked. */
  readonly rows: number;
  /** The number of rows that wait for a seal. Changes of these rows cannot be detected. */
  readonly unsealed: number;
  /** The number of entries at the end that no signature covers; null without keys. */
  readonly unsigned: number | null;
  /** The last checked entry; undefined if nothing is sealed yet. */
  readonly head: AuditHead | undefined;
}

/**
 * Compares all action logs with the chain of seals. It finds rows that were edited, deleted or inserted, removals and
 * prunings without a record, and changes of the seals. It reads some thousand rows at a time with one statement, so
 * that other callers can write, seal, remove and prune meanwhile.
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
  // A transaction has its connection already, so there the signal only ends the reading of pages.
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
    throw new InvalidInputError("head", "must be an exported head with a number");
  }
  if (head !== undefined && !(typeof head.hash === "string" && sha256.test(head.hash))) {
    throw new InvalidInputError(
      "head",
      "must be an exported head with a SHA-256 in lower-case hexadecimal",
    );
  }
  if (!Number.isInteger(signedFrom) || signedFrom < 1) {
    throw new InvalidInputError(
      "signedFrom",
      `must be the number of an entry, from 1, got ${shown(signedFrom)}`,
    );
  }
  const keys = requireList("publicKeys", publicKeys).map((key) =>
    requireEd25519("publicKeys", key, "public"),
  );
  return { head, signedFrom, publicKeys: new Map(keys.map((key) => [keyIdOf(key), key])) };
}

function requireMaximum(most: number = auditLimits.defaultFindings): number {
  if (Number.isInteger(most) && most >= 0) return most;
  throw new InvalidInputError(
    "maximumFindings",
    `must be a whole number from 0, got ${shown(most)}`,
  );
}
