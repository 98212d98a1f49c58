import { createHash, hash } from "node:crypto";
import { canonicalForm, type Hashed } from "./hashes.ts";

/** A complete tree whose number of leaves is a power of two. */
interface Subtree {
  readonly leaves: number;
  readonly hash: Buffer;
}

/**
 * The hash of a leaf, in lower-case hexadecimal. It covers a zero byte and the canonical form, so that a leaf cannot
 * pass for a node.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1
 */
export function leafHash(kind: string, values: readonly Hashed[]): string {
  return hash("sha256", `\0${canonicalForm(kind, values)}`);
}

/**
 * The Merkle root of leaf hashes by RFC 9162, in lower-case hexadecimal. Memory grows with the logarithm of the number
 * of leaves.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1
 */
export function merkleRoot(leafHashes: Iterable<string>): string {
  const subtrees: Subtree[] = [];
  for (const leaf of leafHashes) {
    let right: Subtree = { leaves: 1, hash: Buffer.from(leaf, "hex") };
    while (subtrees.at(-1)?.leaves === right.leaves) right = join(subtrees.pop() as Subtree, right);
    subtrees.push(right);
  }
  // The remaining complete trees are the binary digits of the number of leaves. They join from the right.
  const [last = empty, ...before] = subtrees.toReversed();
  return before.reduce((right, left) => join(left, right), last).hash.toString("hex");
}

const empty: Subtree = { leaves: 0, hash: createHash("sha256").digest() };

function join(left: Subtree, right: Subtree): Subtree {
  const digest = createHash("sha256")
    .update("\u0001")
    .update(left.hash)
    .update(right.hash)
    .digest();
  return { leaves: left.leaves + right.leaves, hash: digest };
}
