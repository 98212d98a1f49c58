import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { plainText } from "./plain-text.ts";
import { print, printJson } from "./print.ts";

/** The outcome of a change of one record. */
interface Outcome {
  readonly outcome: string;
  /** The record as JSON. Left out if the outcome has none. */
  readonly record: object | undefined;
  /** The name of the record's member in the document. */
  readonly name: string;
  /** One line: the change, or the reason why there was none. */
  readonly text: string;
  /** Whether the change had the effect that was asked for. */
  readonly isDone: boolean;
}

/** Prints an outcome to standard output, even if the change had no effect, and exits with 3 then. */
export async function printOutcome(
  { outcome, record, name, text, isDone }: Outcome,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (!isDone) invocation().exitCode = exitCodes.notWonOrFound;
  await (json
    ? printJson({ outcome, [name]: record ?? null })
    : print(`${plainText(`${outcome}: ${text}`)}\n`));
}
