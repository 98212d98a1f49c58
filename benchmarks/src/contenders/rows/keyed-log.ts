import { randomUUID } from "node:crypto";
import { v7 } from "uuid";
import { ownedText } from "../../data/owned-text.ts";
import { dayMilliseconds } from "../../data/seed.ts";
import { sha256 } from "./sha256.ts";

/** The values of a log of `record-once`. Its request is a literal in the statements. */
export interface KeyedLog {
  readonly id: string;
  readonly userId: string;
  readonly key: string;
  readonly ownedKey: string;
  readonly expiresAt: Date;
  /** The digest of the request, which distinguishes a retry from another request. */
  readonly requestDigest: string;
  /** Makes the digest of the content unguessable. */
  readonly salt: string;
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
    salt: randomUUID(),
    createdAt,
  };
}

/** @throws if the key was used for another request. */
export function requireSameRequest({ requestDigest }: KeyedLog, stored: unknown): void {
  if (stored !== requestDigest) throw new Error("the key was used for another request");
}
