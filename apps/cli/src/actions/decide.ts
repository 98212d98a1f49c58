import type { cancelPendingAction, confirmPendingAction, Decision } from "@handsfree/repositories";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { readToken } from "./token.ts";
import { pendingActionView } from "./view.ts";

type Decide = typeof cancelPendingAction | typeof confirmPendingAction;

/** Makes a decision and tells what came of it, on standard output even when it was not won. */
export async function decideAction(
  decide: Decide,
  argument: string | undefined,
  { user, json, ...options }: GlobalOptions & UserOptions,
): Promise<void> {
  // Before the database is opened, since nobody else can use it while a person types.
  const token = await readToken(argument);
  const decision = await useDatabase(options, (db) => decide(db, { userId: user, token }), {
    readOnly: false,
  });
  const won = decision.outcome === "confirmed" || decision.outcome === "cancelled";
  if (!won) process.exitCode = exitCodes.notWonOrFound;
  await (json ? printJson(toJson(decision)) : print(`${plainText(toText(decision))}\n`));
}

function toJson(decision: Decision): object {
  const action =
    decision.outcome === "not_found" ? null : pendingActionView.toJson(decision.action);
  return { outcome: decision.outcome, action };
}

function toText(decision: Decision): string {
  if (decision.outcome === "not_found") return "not_found: the user has no action with this token";
  const { outcome, action } = decision;
  const text = `${outcome}: ${action.summary} (${action.actionType}, ${action.id})`;
  if (outcome === "expired") return `${text} at ${action.expiresAt.toISOString()}`;
  return outcome === "already_decided"
    ? `${text} was ${action.state} at ${action.decidedAt?.toISOString()}`
    : text;
}
