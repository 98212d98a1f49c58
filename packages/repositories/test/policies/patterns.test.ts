import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSegmentGlob } from "../../src/policies/segment-glob.ts";
import { compileTextGlob } from "../../src/policies/text-glob.ts";
import { requireRepositoryPattern } from "../../src/policies/repository-pattern.ts";
import { requireTypePattern } from "../../src/policies/type-pattern.ts";

test.for([
  ["git.push", "git.push", true],
  ["git.push", "git.pushes", false],
  ["git.*", "git.push", true],
  ["git.*", "git.", true],
  ["git.*", "git", false],
  ["git.*", "git.push.tags", false],
  ["git.**", "git.push.tags", true],
  ["git.**", "github.push", false],
  ["*", "merge_pr", true],
  ["*", "git.push", false],
  ["**", "git.push", true],
  ["**", "", true],
  ["*.*", "git.push", true],
  ["*.push", "a.b.push", false],
  ["**.push", "a.b.push", true],
  ["merge_*", "merge_pr", true],
  ["*_pr", "merge_pr", true],
  ["m*_*r", "merge_pr", true],
  ["**.a.*", "x.a.a.b", true],
  ["**.a.*", "x.a.b.c", false],
  ["a**b*c", "a.x.b.y.b-c", true],
  ["git.push", "git_push", false],
] as const)("the pattern %s and the type %s: %s", ([pattern, type, matches]) => {
  expect(compileSegmentGlob(pattern, ".")(type)).toBe(matches);
});

/** The same patterns as regular expressions, which are right and can be slow. */
function regular(pattern: string, separator: string): RegExp {
  const parts = pattern.split(/(\*\*?)/).map((part) => {
    if (part === "**") return "[^]*";
    return part === "*" ? `[^${separator}]*` : part.replaceAll(/[^]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`);
}

test("patterns match as the regular expressions of their definition do", () => {
  const pattern = fc
    .string({ unit: fc.constantFrom("/", ".", "*", "**"), maxLength: 6 })
    .map((given) => given.replaceAll(/\*{3,}/g, "**"));
  const text = fc.string({ unit: fc.constantFrom("/", "."), maxLength: 10 });
  const property = fc.property(pattern, text, (given, found) => {
    const wanted = regular(given, "/").test(found);
    expect(compileSegmentGlob(given, "/")(found)).toBe(wanted);
    const stars = given.replaceAll("**", "*");
    expect(compileTextGlob(stars)(found)).toBe(
      regular(stars.replaceAll("*", "**"), "/").test(found),
    );
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("hostile patterns and texts end", { timeout: 20_000 }, () => {
  const length = 20_000;
  const text = `${"a".repeat(length)}!`;
  for (const unit of ["*a", "**a", "*a**", "a*", "**.*"]) {
    const pattern = `${unit.repeat(50)}b`;
    expect(compileSegmentGlob(pattern, ".")(text)).toBe(false);
    expect(compileSegmentGlob(pattern, ".")(".a".repeat(length / 2))).toBe(false);
    expect(compileTextGlob(pattern.replaceAll("**", "*"))(text.repeat(10))).toBe(false);
  }
  const halves = `*${"a".repeat(100)}b${"a".repeat(90)}*`;
  expect(compileTextGlob(halves)("a".repeat(10 * length))).toBe(false);
});

test.for([
  ["acme", "it is no owner/name"],
  ["*", "it is no owner/name"],
  ["acme/", "it is no owner/name"],
  ["/web", "it is no owner/name"],
  ["a/b/c", "it is no owner/name"],
  ["a/**/c", "it is no owner/name"],
  ["acme/{web,api}", "no owner/name has"],
  ["acme/we b", "no owner/name has"],
  ["https://github.com/acme/web", "no owner/name has"],
  ["acme/***", "three stars"],
  ["", "is empty"],
  ["a/".padEnd(201, "b"), "at most 200"],
] as const)("the pattern %s of repositories is refused", ([pattern, problem]) => {
  expect(() => requireRepositoryPattern("repositories", pattern)).toThrow(problem);
});

test.for(["acme/web", "acme/*", "*/web", "**", "acme/**", "**web", "a.b-c_d/E.f"])(
  "the pattern %s of repositories is taken",
  (pattern) => {
    expect(requireRepositoryPattern("repositories", pattern)).toBe(pattern);
  },
);

test.for([
  ["pending_action.confirmed", "only HandsFree writes"],
  ["Pending_Action.*", "only HandsFree writes"],
  ["retention.**", "only HandsFree writes"],
  ["merge pr", "white space"],
  ["{merge,close}_pr", "white space or one of"],
  ["merge_p?", "white space or one of"],
  ["!merge_pr", "white space or one of"],
  ["***", "three stars"],
  ["", "is empty"],
] as const)("the pattern %s of types is refused", ([pattern, problem]) => {
  expect(() => requireTypePattern("types", pattern)).toThrow(problem);
});
