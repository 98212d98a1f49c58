import type {
  cancelPendingAction,
  confirmPendingAction,
  Decision,
} from "@handsfree/repositories/pending-actions";
import { renderActionOutcome } from "@handsfree/wire/pending-actions";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { readToken } from "./token.ts";

type Decide = typeof cancelPendingAction | typeof confirmPendingAction;

interface DecideOptions extends GlobalOptions, UserOptions {
  readonly digest?: string;
  readonly reason?: string;
}

/** Makes a decision and prints its outcome to standard output, even if the decision had no effect. */
export async function decideAction(
  decide: Decide,
  argument: string | undefined,
  { user, digest, reason, json, ...options }: DecideOptions,
): Promise<void> {
  // Before the database is opened, since no other process can use the file while a person types.
  const token = await readToken(argument);
  const input = { userId: user, token, payloadDigest: digest, reason };
  const decision: Decision = await useDatabase(options, (db) => decide(db, input), {
    readOnly: false,
  });
  if (!counts.has(decision.outcome)) invocation().exitCode = exitCodes.notWonOrFound;
  await (json ? printJson(render(decision)) : print(`${plainText(toText(decision))}\n`));
}

const counts: ReadonlySet<Decision["outcome"]> = new Set(["confirmed", "cancelled", "approved"]);

function render(decision: Decision): object {
  return decision.outcome === "not_found"
    ? { outcome: decision.outcome, action: null }
    : renderActionOutcome(decision, exactText);
}

function toText(decision: Decision): string {
  if (decision.outcome === "not_found") return "not_found: the user has no action with this token";
  const { outcome, action } = decision;
  const text = `${outcome}: ${action.summary} (${action.actionType}, ${action.id})`;
  switch (outcome) {
    case "approved":
      return `${text} needs ${decision.missing} more`;
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
