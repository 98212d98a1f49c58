import { hashToken, newToken } from "../token.ts";

/** A lease's token and its hash. Only the hash is stored, so that a reader of the table cannot pose as the worker. */
export interface LeaseToken {
  readonly token: string;
  readonly sha256: string;
}

export function newLeaseToken(): LeaseToken {
  const token = newToken();
  return { token, sha256: hashToken(token) };
}
