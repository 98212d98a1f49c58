import fc from "fast-check";
import { expect, test } from "vitest";
import {
  githubSource,
  signGithubPayload,
  verifyGithubSignature,
} from "../../src/entries/webhooks.ts";

const secret = "It's a Secret to Everybody";
// The values of "Testing the webhook payload validation" in GitHub's documentation.
const hello = Buffer.from("Hello, World!");
const header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

test("GitHub's own example verifies", () => {
  expect(verifyGithubSignature(secret, hello, header)).toBe(true);
  expect(signGithubPayload(secret, hello)).toBe(header);
});

test.for([
  undefined,
  "",
  "sha256=",
  "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
  `sha256=${"0".repeat(64)}`,
  `sha256=${"g".repeat(64)}`,
  `${header}0`,
  `${header}\n`,
  `${header}, ${header}`,
  header.toUpperCase(),
])("the signature %j does not verify", (signature) => {
  expect(verifyGithubSignature(secret, hello, signature)).toBe(false);
});

test("an empty secret verifies nothing, alone or in a list", () => {
  const body = Buffer.from("{}");
  expect(verifyGithubSignature("", body, signGithubPayload("", body))).toBe(false);
  expect(verifyGithubSignature([], body, signGithubPayload("", body))).toBe(false);
  expect(verifyGithubSignature(["a", ""], body, signGithubPayload("", body))).toBe(false);
});

test.for([
  [[]],
  [[""]],
  [["good", ""]],
  [["  "]],
  [["good\n"]],
  [[" good"]],
  [["good\ufeff"]],
  [["a", "b\r\n"]],
])("the secrets %j are refused", ([secrets]) => {
  expect(() => githubSource({ secrets: secrets ?? [] })).toThrow(/^secrets has /);
});

test("a string in place of the list is refused: its characters would be secrets", () => {
  expect(() => githubSource({ secrets: "secret" as never })).toThrow(/^secrets is not a list/);
});

const github = githubSource({ secrets: [secret] });

test("any single change of the body or the signature is refused", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.boolean(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (text, ofBody, place, difference) => {
        const body = Buffer.from(text);
        const signature = Buffer.from(signGithubPayload(secret, body));
        const verify = () => {
          const headers = new Map([
            ["x-github-event", "push"],
            ["x-github-delivery", "d-1"],
            ["x-hub-signature-256", signature.toString("latin1")],
          ]);
          return github.verify({ headers, body, now: new Date(0) });
        };
        expect(await verify()).toEqual({ verified: true, eventType: "push", deliveryId: "d-1" });
        const changed = ofBody ? body : signature;
        const at = place % changed.length;
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(await verify()).toMatchObject({ verified: false });
      },
    ),
  );
});
