import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { defaultRedactor } from "../redaction/redact.ts";

/** What a side effect says of itself: whether it came about, and its result, any JSON value. */
export interface SideEffectOutcome {
  readonly ok: boolean;
  readonly result: unknown;
}

/** How a side effect ended, as it is kept. */
export interface KeptEnd {
  readonly ok: boolean;
  /** JSON, redacted. */
  readonly result: string | null;
  /** Why what it returned could not be kept. */
  readonly problem?: InvalidInputError;
}

/** The longest text of an error that is kept, in UTF-16 code units. */
const longestMessage = 1000;

/** What to keep of what a side effect returned. It has happened, so that what is no JSON must not stop its record. */
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

/** What to keep of what a side effect threw: its name, code and message without secrets, and never its stack. */
export function keepThrown(error: unknown, context: Context): KeptEnd {
  const redactor = context.redactor ?? defaultRedactor;
  const cut = (told: string): string => redactor.text(told).slice(0, longestMessage).toWellFormed();
  const { name, message, code } = (error instanceof Error ? error : {}) as Partial<
    Record<"name" | "message" | "code", unknown>
  >;
  const told = {
    name: typeof name === "string" ? cut(name) : "Error",
    ...(typeof code === "string" ? { code: cut(code) } : {}),
    message: cut(typeof message === "string" ? message : `${typeof error} was thrown`),
  };
  return { ok: false, result: encodeRedacted("result", { error: told }, context).kept };
}

/** Exactly these members: an answer of Slack's, or a `Response`, has an `ok` too. */
function isOutcome(returned: unknown): returned is SideEffectOutcome {
  if (typeof returned !== "object" || returned === null) return false;
  const names = Object.keys(returned).toSorted().join();
  return names === "ok,result" && typeof (returned as SideEffectOutcome).ok === "boolean";
}
