import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { leafHash, merkleRoot } from "../../src/audit/merkle.ts";

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** As RFC 9162 defines it, word for word. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256("\0", leaves[0] as Buffer);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256("\u0001", treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

test("the root is the one of RFC 9162, for any number of leaves", () => {
  for (let count = 0; count <= 70; count++) {
    const data = Array.from({ length: count }, (_, index) => `["handsfree.x",1,${index}]`);
    const expected = treeHash(data.map((text) => Buffer.from(text))).toString("hex");
    expect(merkleRoot(data.map((_, index) => leafHash("x", [index])))).toBe(expected);
  }
});

test("the vectors of Certificate Transparency", () => {
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ];
  const hashes = leaves.map((hex) => sha256("\0", Buffer.from(hex, "hex")).toString("hex"));
  expect(merkleRoot([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(merkleRoot(hashes.slice(0, 1))).toBe(
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
  expect(merkleRoot(hashes.slice(0, 7))).toBe(
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  );
  expect(merkleRoot(hashes)).toBe(
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  );
});
