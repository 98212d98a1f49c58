import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeInvisible } from "../../src/index.ts";
import { parsePolicies, printPolicies } from "../../src/entries/policies.ts";
import { numRuns, policies } from "./arbitraries.ts";

test("policies that are printed and parsed are the same", () => {
  const property = fc.property(policies, (given) => {
    const printed = printPolicies(given);
    expect(parsePolicies(printed)).toEqual(given);
    expect(printPolicies(parsePolicies(printed))).toBe(printed);
    expect(escapeInvisible(printed)).toBe(printed);
  });
  fc.assert(property, { numRuns });
});
