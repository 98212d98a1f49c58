import type { Document, Schema } from "../document.ts";
import { shapeOf } from "./shape.ts";

/** Two descriptions, and who reads the values that are compared. */
export interface Comparison {
  readonly before: Document;
  readonly after: Document;
  /** Clients of the description before send requests, and read answers. */
  readonly direction: "answer" | "request";
  /** The pairs of named schemas that are being compared, which can contain themselves. */
  readonly seen: Set<string>;
}

/** @returns how values of the later schema break clients that know the earlier one, each as a sentence about `at`. */
export function compareSchemas(
  before: Schema | undefined,
  after: Schema | undefined,
  at: string,
  comparison: Comparison,
): string[] {
  const { direction, seen } = comparison;
  const names = [before?.["$ref"], after?.["$ref"]];
  const pair = names.join(" ");
  if (!names.includes(undefined)) {
    if (seen.has(pair)) return [];
    seen.add(pair);
  }
  const old = shapeOf(before, comparison.before);
  const now = shapeOf(after, comparison.after);
  const [wide, narrow] = direction === "request" ? [now, old] : [old, now];
  const found: string[] = [];
  for (const type of narrow.keys()) {
    if (wide.has(type) || wide.has("any") || (type === "integer" && wide.has("number"))) continue;
    found.push(
      direction === "request" ? `${at} no longer takes ${type}` : `${at} can be ${type} now`,
    );
  }
  for (const [type, schema] of old) {
    const later = now.get(type);
    if (later === undefined) continue;
    if (type === "object") found.push(...compareObjects(schema, later, at, comparison));
    else if (type === "array") {
      const [items, laterItems] = [schema["items"], later["items"]] as Schema[];
      found.push(...compareSchemas(items, laterItems, `${at}[]`, comparison));
    }
    found.push(...compareValues(schema, later, at, direction));
  }
  seen.delete(pair);
  return found;
}

function compareObjects(before: Schema, after: Schema, at: string, comparison: Comparison) {
  const { direction } = comparison;
  const [old, now] = [membersOf(before), membersOf(after)];
  const found: string[] = [];
  for (const [name, schema] of Object.entries(old.properties)) {
    const member = `${at}.${name}`;
    const later = now.properties[name];
    if (later === undefined) {
      if (direction === "answer" || !now.takesOthers) found.push(`${member} was removed`);
      continue;
    }
    if (direction === "answer" && old.required.has(name) && !now.required.has(name)) {
      found.push(`${member} may be missing now`);
    }
    found.push(...compareSchemas(schema, later, member, comparison));
  }
  if (direction === "request") {
    for (const name of now.required) {
      if (!old.required.has(name)) found.push(`${at}.${name} is required now`);
    }
    if (old.takesOthers && !now.takesOthers) found.push(`${at} no longer takes other members`);
  }
  return found;
}

function membersOf(schema: Schema) {
  const { properties = {}, required = [], additionalProperties } = schema as Members;
  return { properties, required: new Set(required), takesOthers: additionalProperties !== false };
}

interface Members {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

/** Keywords that limit a value from above, and from below. */
const upper = ["maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"];
const lower = ["minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"];

function compareValues(
  before: Schema,
  after: Schema,
  at: string,
  direction: Comparison["direction"],
): string[] {
  const found: string[] = [];
  if (direction === "answer") {
    // Clients accept words that they do not know, but read a time as a time.
    const { format } = before as { readonly format?: string };
    if (format !== undefined && format !== after["format"]) {
      found.push(`${at} is no ${format} any more`);
    }
    return found;
  }
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (now !== undefined) {
    const gone = old?.filter((word) => !now.includes(word));
    if (gone === undefined) found.push(`${at} takes only some values now`);
    else found.push(...gone.map((word) => `${at} no longer takes ${JSON.stringify(word)}`));
  }
  for (const keyword of ["pattern", "format", "multipleOf"]) {
    if (after[keyword] !== undefined && after[keyword] !== before[keyword]) {
      found.push(`${at} has another ${keyword}`);
    }
  }
  const limit = (schema: Schema, keyword: string, none: number): number =>
    (schema[keyword] as number | undefined) ?? none;
  for (const keyword of upper) {
    if (limit(after, keyword, Infinity) < limit(before, keyword, Infinity)) {
      found.push(`${at} has a lower ${keyword}`);
    }
  }
  for (const keyword of lower) {
    if (limit(after, keyword, -Infinity) > limit(before, keyword, -Infinity)) {
      found.push(`${at} has a higher ${keyword}`);
    }
  }
  return found;
}

function wordsOf({ enum: words, const: only }: Schema): readonly unknown[] | undefined {
  if (Array.isArray(words)) return words;
  return only === undefined ? undefined : [only];
}
