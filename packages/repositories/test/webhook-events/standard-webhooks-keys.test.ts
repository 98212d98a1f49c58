import { expect, test } from "vitest";
import { standardWebhooksSource } from "../../src/index.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const base64 = (length: number): string => Buffer.alloc(length, 7).toString("base64");

test.for([
  [[], "has none"],
  [[""], "begins with neither"],
  [["SECRET"], "begins with neither"],
  [["whsec_"], "0 bytes"],
  [[`whsec_${base64(23)}`], "23 bytes"],
  [[`whsec_${base64(65)}`], "65 bytes"],
  [["whsec_SECRET!!"], "not base64"],
  [[`whpk_${base64(31)}`], "31 bytes"],
  [[`whpk_${base64(33)}`], "33 bytes"],
  [[`whsk_${base64(64)}`], "private key"],
  [[secret, "whsec_"], "0 bytes"],
] as const)("the secrets of case %# are refused: %s", ([secrets, problem]) => {
  const make = (): unknown => standardWebhooksSource({ name: "acme", secrets });
  expect(make).toThrow(problem);
  expect(make).toThrow(/^secrets (?!.*(?:SECRET|BwcH))/);
});

test.for([24, 64])("a secret of %d bytes is taken, with and without its padding", (length) => {
  const secrets = [`whsec_${base64(length)}`, `whsec_${base64(length).replaceAll("=", "")}`];
  expect(standardWebhooksSource({ name: "acme", secrets }).name).toBe("acme");
});

test.for([0, -1, 1.5, 86_401])("a tolerance of %d seconds is refused", (toleranceSeconds) => {
  expect(() =>
    standardWebhooksSource({ name: "acme", secrets: [secret], toleranceSeconds }),
  ).toThrow(/^toleranceSeconds is /);
});
