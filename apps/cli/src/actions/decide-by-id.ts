import {
  approvePendingAction,
  editPendingAction,
  rejectPendingAction,
  takeBackApproval,
  withdrawPendingAction,
} from "@handsfree/repositories/pending-actions";
import { useDatabase } from "../database.ts";
import type { DecideOptions } from "./decide.ts";
import { printDecision } from "./decision.ts";
import { readPayload } from "./read-payload.ts";

const readWrite = { readOnly: false };

/** The digest is required, since a person decides what they were shown. */
interface ShownOptions extends DecideOptions {
  readonly digest: string;
}

/** The options that all decisions by id share. */
function shownBy(id: string, { user: userId, digest: payloadDigest, reason }: ShownOptions) {
  return { id, userId, payloadDigest, reason, surface: "cli" } as const;
}

export async function approve(id: string, options: ShownOptions): Promise<void> {
  const decision = shownBy(id, options);
  const made = await useDatabase(options, (db) => approvePendingAction(db, decision), readWrite);
  await printDecision(made, options);
}

export async function reject(id: string, options: ShownOptions): Promise<void> {
  const decision = shownBy(id, options);
  const made = await useDatabase(options, (db) => rejectPendingAction(db, decision), readWrite);
  await printDecision(made, options);
}

export async function takeBack(id: string, options: ShownOptions): Promise<void> {
  const decision = shownBy(id, options);
  const made = await useDatabase(options, (db) => takeBackApproval(db, decision), readWrite);
  await printDecision(made, options);
}

export async function withdraw(id: string, options: DecideOptions): Promise<void> {
  const { user: userId, reason } = options;
  const withdrawal = { id, userId, reason, surface: "cli" } as const;
  const made = await useDatabase(options, (db) => withdrawPendingAction(db, withdrawal), readWrite);
  await printDecision(made, options);
}

export async function edit(
  id: string,
  options: ShownOptions & { readonly payload: string },
): Promise<void> {
  const actionPayload = await readPayload(options.payload);
  const change = { ...shownBy(id, options), actionPayload };
  const made = await useDatabase(options, (db) => editPendingAction(db, change), readWrite);
  await printDecision(made, options);
}
