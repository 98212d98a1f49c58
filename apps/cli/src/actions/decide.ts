import type {
  cancelPendingAction,
  confirmPendingAction,
  Decision,
} from "@handsfree/repositories/pending-actions";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { printDecision } from "./decision.ts";
import { readToken } from "./token.ts";

type Decide = typeof cancelPendingAction | typeof confirmPendingAction;

export interface DecideOptions extends GlobalOptions, UserOptions {
  readonly digest?: string;
  readonly reason?: string;
}

/** Makes a decision by a token and prints its outcome. */
export async function decideAction(
  decide: Decide,
  argument: string | undefined,
  options: DecideOptions,
): Promise<void> {
  // Before the database is opened, since no other process can use the file while a person types.
  const token = await readToken(argument);
  const { user: userId, digest: payloadDigest, reason } = options;
  const input = { userId, token, payloadDigest, reason, surface: "cli" } as const;
  const decision: Decision = await useDatabase(options, (db) => decide(db, input), {
    readOnly: false,
  });
  await printDecision(decision, options);
}
