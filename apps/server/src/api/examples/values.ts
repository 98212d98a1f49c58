import { createHmac } from "node:crypto";

const id = (digits: string): string => `019a2f6e-0000-7000-8000-${digits.padStart(12, "0")}`;

/** The records that the examples are about. A test replaces each id by that of a record that it has made. */
export const ids = {
  action: id("a1"),
  event: id("e1"),
  replay: id("e2"),
  endpoint: id("e3"),
  channel: id("c5"),
  delivery: id("e4"),
  command: id("c1"),
  log: id("c2"),
  grant: id("a2"),
  connection: id("c3"),
  notice: id("c6"),
  trigger: id("a4"),
  task: id("a3"),
  user: id("1"),
  service: id("2"),
  key: id("3"),
  session: id("4"),
  passkey: id("5"),
} as const;

/** Secrets that only the answer of a claim, a proposal or a link holds. */
export const given = {
  leaseToken: "the-lease-token-of-the-claim",
  decisionToken: "the-token-of-the-proposal",
  linkCode: "the-code-of-the-link",
} as const;

/** The digest that an action is shown with. */
export const digest = `v2:${"0123456789abcdef".repeat(4)}`;

/** The secret of the example in GitHub's documentation. */
export const githubExampleSecret = "It's a Secret to Everybody";

/** The signature of a body as GitHub makes it. */
export function githubSignature(body: unknown): string {
  const mac = createHmac("sha256", githubExampleSecret).update(JSON.stringify(body));
  return `sha256=${mac.digest("hex")}`;
}
