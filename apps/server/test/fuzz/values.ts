import fc from "fast-check";
import openapi from "../../openapi.json" with { type: "json" };
import { referred } from "../../src/api/changes/shape.ts";
import type { Document, Schema } from "../../src/api/document.ts";

const document = openapi as unknown as Document;

/** A value that an earlier answer had, where there was one. */
export class Remembered {
  readonly name: string;
  readonly index: number;
  readonly otherwise: unknown;

  constructor(name: string, index: number, otherwise: unknown) {
    this.name = name;
    this.index = index;
    this.otherwise = otherwise;
  }
}

/** Values that answers had under a name, more often than others. */
export function remembered(name: string, otherwise: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const known = fc
    .tuple(fc.nat(), otherwise)
    .map(([index, value]) => new Remembered(name, index, value));
  return fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: otherwise });
}

/** Texts that parsers, engines and logs have stumbled over. */
export const strangeTexts = fc.constantFrom(
  "",
  " ",
  "null",
  "undefined",
  "0",
  "-1",
  "1e999",
  "true",
  "*",
  "%",
  "' or 1=1 --",
  '"; drop table users; --',
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udc00x",
  "\u202e\u200b\ufeff",
  "e\u0301\u0302",
  "\u{1f468}\u200d\u{1f469}",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "toString",
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:59.999999999+23:59",
  "0000-01-01T00:00:00Z",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  "x".repeat(70),
  "é".repeat(2000),
);

/** Any JSON value, also odd ones. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  strangeTexts,
  fc.constantFrom<unknown>(0, -0, 1e308, 5e-324, 2 ** 53, -(2 ** 63), [], {}, [[]], null),
  fc.constant(JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "": 0}')),
);

const cache = new Map<Schema, Map<string, fc.Arbitrary<unknown>>>();

/** Values that a schema allows. @param name that of the member or parameter, by which answers are remembered. */
export function valuesOf(schema: Schema | undefined, name = ""): fc.Arbitrary<unknown> {
  if (schema === undefined) return anyJson;
  const byName = cache.get(schema) ?? new Map<string, fc.Arbitrary<unknown>>();
  cache.set(schema, byName);
  const made = byName.get(name) ?? make(schema, name);
  byName.set(name, made);
  return made;
}

interface Keywords {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
}

function make(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const { $ref, anyOf, allOf, enum: words, type, const: only } = schema as Keywords;
  if ($ref !== undefined) return valuesOf(referred($ref, document) as Schema, name);
  if (anyOf) return fc.oneof(...anyOf.map((one) => valuesOf(one, name)));
  if (allOf) {
    return fc
      .tuple(...allOf.map((one) => valuesOf(one, name)))
      .map((parts) => Object.assign({}, ...parts) as unknown);
  }
  if (only !== undefined) return fc.constant(only);
  if (words) return fc.constantFrom(...words);
  switch (type) {
    case "string":
      return remembered(name, texts(schema));
    case "integer":
    case "number":
      return numbers(schema, type === "integer");
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return lists(schema, name);
    case "object":
      return objects(schema);
    default:
      return anyJson;
  }
}

interface TextKeywords {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

function texts({ minLength = 0, maxLength = 200, pattern, format }: TextKeywords) {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") {
    const range = { min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true };
    return fc.date(range).map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  // The longest allowed text now and then, else short ones.
  const short = fc.string({
    minLength,
    maxLength: Math.min(maxLength, minLength + 20),
    unit: "grapheme",
  });
  const longest = fc.constant("l".repeat(Math.min(maxLength, 20_000)));
  const ordinary = fc.constantFrom("merge_pr", "octo/repo", "worker-1", "github", "copilot");
  return fc.oneof(
    { weight: 6, arbitrary: ordinary },
    { weight: 6, arbitrary: short },
    { weight: 1, arbitrary: longest },
  );
}

interface NumberKeywords {
  readonly minimum?: number;
  readonly maximum?: number;
}

function numbers({ minimum = -1e6, maximum = 1e6 }: NumberKeywords, isInteger: boolean) {
  const edges = fc.constantFrom(minimum, maximum);
  const range = { min: minimum, max: maximum };
  return fc.oneof(edges, isInteger ? fc.integer(range) : fc.double({ ...range, noNaN: true }));
}

interface ListKeywords {
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

function lists({ items, minItems = 0, maxItems = 3 }: ListKeywords, name: string) {
  return fc.array(valuesOf(items, name), {
    minLength: minItems,
    maxLength: Math.min(maxItems, minItems + 3),
  });
}

interface ObjectKeywords {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

function objects({ properties = {}, required = [] }: ObjectKeywords): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, name)]),
  );
  return fc.record(members, { requiredKeys: [...required] });
}
