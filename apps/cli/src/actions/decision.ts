import type { Decision, Edit, TakeBack } from "@handsfree/repositories/pending-actions";
import { renderActionOutcome } from "@handsfree/wire/pending-actions";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { exactText } from "../output/exact-text.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";

/** Prints the outcome of a decision, an edit or a take-back to standard output, even if it had no effect. */
export async function printDecision(
  decision: Decision | Edit | TakeBack,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (!counts.has(decision.outcome)) invocation().exitCode = exitCodes.notWonOrFound;
  await (json ? printJson(render(decision)) : print(`${plainText(toText(decision))}\n`));
}

const counts: ReadonlySet<string> = new Set([
  "confirmed",
  "cancelled",
  "rejected",
  "approved",
  "edited",
  "taken_back",
]);

function render(decision: Decision | Edit | TakeBack): object {
  return decision.outcome === "not_found"
    ? { outcome: decision.outcome, action: null }
    : renderActionOutcome(decision, exactText);
}

function toText(decision: Decision | Edit | TakeBack): string {
  if (decision.outcome === "not_found") return "not_found: the user has no such action";
  const { outcome, action } = decision;
  const text = `${outcome}: ${action.summary} (${action.actionType}, ${action.id})`;
  switch (outcome) {
    case "approved":
      return `${text} needs ${decision.missing} more`;
    case "confirmed":
      return action.executableAt === null
        ? text
        : `${text} can be taken back until ${action.executableAt.toISOString()}`;
    case "taken_back":
      return `${text} is ${action.state}, with the digest ${action.payloadDigest}`;
    case "edited":
      return `${text} is version ${action.version}, with the digest ${action.payloadDigest}`;
    case "denied_by_policy":
      return `${text}: ${decision.reason}`;
    case "expired":
      return `${text} at ${action.expiresAt.toISOString()}`;
    case "already_decided":
      return `${text} was ${action.state} at ${action.decidedAt?.toISOString()}`;
    case "digest_mismatch":
      return `${text} has the digest ${action.payloadDigest}`;
    default:
      return text;
  }
}
