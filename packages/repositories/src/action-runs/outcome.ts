import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { defaultRedactor } from "../redaction/redact.ts";

/** The outcome that a side effect may return: whether it happened, and its result, any JSON value. */
export interface SideEffectOutcome {
  readonly ok: boolean;
  readonly result: unknown;
}

/** The end of a side effect in its stored form. */
export interface KeptEnd {
  readonly ok: boolean;
  /** JSON, redacted. */
  readonly result: string | null;
  /** The reason why the returned value could not be stored. */
  readonly problem?: InvalidInputError;
}

/** The longest error message that is stored, in UTF-16 code units. */
const longestMessage = 1000;

/**
 * The stored form of a returned value. A value that is not JSON must not prevent the record, since the effect
 * happened.
 */
export function keepReturned(returned: unknown, context: Context): KeptEnd {
  const { ok, result } = isOutcome(returned) ? returned : { ok: true, result: returned };
  try {
    return { ok, result: encodeRedacted("result", result, context).kept };
  } catch (problem) {
    if (!(problem instanceof InvalidInputError)) throw problem;
    const lost = { result_not_kept: problem.message };
    return { ok, result: encodeRedacted("result", lost, context).kept, problem };
  }
}

/** The stored form of a thrown error: its name, code and message without secrets, and never its stack. */
export function keepThrown(error: unknown, context: Context): KeptEnd {
  const redactor = context.redactor ?? defaultRedactor;
  const cut = (text: string): string => redactor.text(text).slice(0, longestMessage).toWellFormed();
  const { name, message, code } = (error instanceof Error ? error : {}) as Partial<
    Record<"name" | "message" | "code", unknown>
  >;
  const kept = {
    name: typeof name === "string" ? cut(name) : "Error",
    ...(typeof code === "string" ? { code: cut(code) } : {}),
    message: cut(typeof message === "string" ? message : `${typeof error} was thrown`),
  };
  return { ok: false, result: encodeRedacted("result", { error: kept }, context).kept };
}

/** Exactly these members, since a Slack response or a `Response` has `ok` too. */
function isOutcome(returned: unknown): returned is SideEffectOutcome {
  if (typeof returned !== "object" || returned === null) return false;
  const names = Object.keys(returned).toSorted().join();
  return names === "ok,result" && typeof (returned as SideEffectOutcome).ok === "boolean";
}
