import type { FilterOf } from "../../components/record-list/list-address.ts";
import { given, idParam, oneOfParam, textParam, timeParam } from "../../api/search-params.ts";

/** The most characters of a search. */
export const mostSearched = 200;

/** What the address of the audit trail says: the filters, and what is open. */
export interface AuditSearch {
  /** A part of the type or the target. */
  readonly q?: string;
  readonly type?: string;
  readonly outcome?: "ok" | "failed";
  readonly target?: string;
  /** The id of the key or the session by which it was asked for. */
  readonly credential?: string;
  readonly since?: string;
  readonly until?: string;
  /** Whether only the person's own records are shown. Others need a scope. */
  readonly own?: "yes";
  /** The record that is open. */
  readonly id?: string;
  /** Whether the verification is shown in place of the records. */
  readonly list?: "verification";
}

/** Reads an address. What is wrong in it is left out. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  return given<AuditSearch>({
    q: textParam(search["q"], mostSearched),
    type: textParam(search["type"]),
    outcome: oneOfParam(search["outcome"], ["ok", "failed"]),
    target: textParam(search["target"]),
    credential: idParam(search["credential"]),
    since: timeParam(search["since"]),
    until: timeParam(search["until"]),
    own: oneOfParam(search["own"], ["yes"]),
    id: idParam(search["id"]),
    list: oneOfParam(search["list"], ["verification"]),
  });
}

/** The filters of an address, without what is open. */
export type AuditFilter = FilterOf<AuditSearch>;

/** The filters as the API takes them. */
export function toQuery({ type, outcome, credential, own: _own, ...same }: AuditFilter) {
  return {
    ...same,
    ...(type !== undefined && { action_type: type }),
    ...(outcome !== undefined && { ok: outcome === "ok" }),
    ...(credential !== undefined && { credential_id: credential }),
  };
}
