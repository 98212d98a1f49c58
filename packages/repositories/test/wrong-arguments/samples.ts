import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { PageRequest } from "@handsfree/query";

export const id = "019a2f6e-0000-7000-8000-0000000000ff";
export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const since: Date = new Date(0);
export const page: Required<PageRequest> = {
  limit: 10,
  cursor: undefined,
  order: "desc",
  since,
  until: since,
};
const keys = generateKeyPairSync("ed25519");
export const privateKey: KeyObject = keys.privateKey;
export const publicKey: KeyObject = keys.publicKey;
export const ended: AbortSignal = AbortSignal.abort();
export const open: AbortSignal = new AbortController().signal;
