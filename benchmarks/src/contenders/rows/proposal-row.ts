import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import type { NewProposal } from "../contender.ts";
import { sha256 } from "./sha256.ts";

const hour = 3_600_000;
export const proposalSummary = "Merge it";

/** The values of a proposal. The other columns of its row are literals in the statements. */
export interface ProposalRow {
  readonly id: string;
  readonly userId: string;
  /** Told to the caller. Only its hash is stored. */
  readonly token: string;
  readonly tokenSha256: string;
  readonly actionType: string;
  readonly payload: string;
  readonly payloadDigest: string;
  readonly contentBytes: number;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  /** The id of the audit row, and the salt of its content. */
  readonly logId: string;
}

export function proposalRow({ userId, actionType, payload }: NewProposal): ProposalRow {
  const token = randomBytes(32).toString("base64url");
  const text = JSON.stringify(payload);
  const createdAt = new Date();
  return {
    id: v7(),
    userId,
    token,
    tokenSha256: sha256(token),
    actionType,
    payload: text,
    payloadDigest: sha256(text),
    contentBytes: Buffer.byteLength(text) + proposalSummary.length,
    expiresAt: new Date(createdAt.getTime() + hour),
    createdAt,
    logId: v7(),
  };
}
