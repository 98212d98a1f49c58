import { v7 } from "uuid";
import { ownedText } from "../data/owned-text.ts";
import { dayMilliseconds } from "../data/seed.ts";
import { sha256 } from "./sha256.ts";

/** What `record-once` puts on record, but for its request, which the statements have as a literal. */
export interface KeyedLog {
  readonly id: string;
  readonly userId: string;
  readonly key: string;
  readonly ownedKey: string;
  readonly expiresAt: Date;
  /** Of what is asked for, by which a retry is known from another request. */
  readonly requestDigest: string;
  readonly createdAt: Date;
}

export function keyedLog(userId: string, key: string): KeyedLog {
  const createdAt = new Date();
  return {
    id: v7(),
    userId,
    key,
    ownedKey: ownedText(userId, `merge_pr/${key}`),
    expiresAt: new Date(createdAt.getTime() + dayMilliseconds),
    requestDigest: sha256('{"request":{"pr":1},"target":"octo/repo#1"}'),
    createdAt,
  };
}

/** @throws when the key stands for another request. */
export function requireSameRequest({ requestDigest }: KeyedLog, stored: unknown): void {
  if (stored !== requestDigest) throw new Error("the key was used for another request");
}
