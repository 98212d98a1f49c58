import Type, { type Static, type TInteger, type TObject, type TString } from "typebox";
import { Time } from "./values.ts";

/** The lease of an attempt, as the answer to its claim holds it. */
export const ActionLeaseSchema: TObject<{
  token: TString;
  expires_at: TString;
  attempt: TInteger;
}> = Type.Object({
  token: Type.String({ description: "Heartbeats and reports need it; no other answer holds it" }),
  expires_at: Time,
  attempt: Type.Integer({ description: "The number of this execution of the action, from 1" }),
});
/** The lease of an attempt. */
export type ActionLeaseJson = Static<typeof ActionLeaseSchema>;

/** The domain object of `renderActionLease`. */
export interface ActionLeaseRecord {
  readonly token: string;
  readonly expiresAt: Date;
  readonly attempt: number;
}

/** Renders a lease with its token. */
export function renderActionLease({
  token,
  expiresAt,
  attempt,
}: ActionLeaseRecord): ActionLeaseJson {
  return { token, expires_at: expiresAt.toISOString(), attempt };
}
