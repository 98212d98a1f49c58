import fc from "fast-check";
import openapi from "../../openapi.json" with { type: "json" };
import { type Document, type Operation, operationsOf } from "../../src/api/document.ts";
import { anyJson, Remembered, remembered, strangeTexts, valuesOf } from "./values.ts";

/** Who sends a request. */
export const callers = ["admin", "person", "service", "session", "nobody", "forger"] as const;
export type Caller = (typeof callers)[number];

/** The users that callers are, or may act for. */
export const admin = "019a2f6e-0000-7000-8000-0000000000ad";
export const person = "019a2f6e-0000-7000-8000-0000000000be";

/** A request as it is drawn; what is remembered is put in when it is sent. */
export interface DrawnRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly caller: Caller;
  readonly pathValues: Readonly<Record<string, unknown>>;
  readonly query: readonly (readonly [name: string, value: unknown])[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: DrawnBody | undefined;
  /** Whether a delivery is signed. */
  readonly isSigned: boolean;
}

/** A body: a value, or a text that need not be JSON. */
type DrawnBody = { readonly value: unknown } | { readonly text: string };

const document = openapi as unknown as Document;

/** Other methods than those that a path has. */
const otherMethods = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "GET", "POST"];

/** Texts that are no JSON, or that only some parsers take. */
const brokenBodies = fc.constantFrom(
  "",
  "{",
  "[1,]",
  "{} {}",
  "\ufeff{}",
  "nul",
  '{"a":1,"a":2}',
  '{"summary":"\\ud800"}',
  '{"a":1e999}',
  "[".repeat(1500),
  `${"[".repeat(1200)}${"]".repeat(1200)}`,
  "null",
  "1",
  '"text"',
);

/** Headers that any request can have. */
const strangeHeaders = fc.record(
  {
    accept: fc.constantFrom("*/*", "text/html", "application/xml;q=0.5", "%"),
    "content-type": fc.constantFrom("text/plain", "application/json; charset=utf-16", "a", "/"),
    "if-none-match": fc.constantFrom('"a"', "*"),
    "last-event-id": fc.constantFrom("0", "1", "x", "-1", "99999999999999999999"),
    range: fc.constantFrom("bytes=0-1", "bytes=9-1"),
    traceparent: fc.constantFrom("00-0-0-0", `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, "x"),
    "x-request-id": fc.constantFrom("a b", "x".repeat(500), "1"),
    "x-forwarded-for": fc.constantFrom("127.0.0.1", "x", "::1, 1.2.3.4"),
  },
  { requiredKeys: [] },
);

/** An example, with what earlier answers had in place of the ids and tokens of records that are not there. */
function recalled(value: unknown, name: string, index: number): unknown {
  if (typeof value === "string") {
    return /^(?:019a2f6e-|the-|v2:)/.test(value) ? new Remembered(name, index, value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => recalled(item, name, index));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [member, recalled(inner, member, index)]),
  );
}

/** A value with one thing changed: of another type, without a member, or with one more. */
function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isRecord || value instanceof Remembered) return anyJson;
  const members = Object.entries(value);
  const extra = fc
    .tuple(strangeTexts, anyJson)
    .map(([name, more]) => Object.fromEntries([...members, [name, more]]) as unknown);
  if (members.length === 0) return fc.oneof(extra, anyJson);
  const index = fc.nat(members.length - 1);
  const without = index.map((left) => Object.fromEntries(members.filter((_, at) => at !== left)));
  const changed = fc
    .tuple(index, anyJson)
    .map(([at, other]) =>
      Object.fromEntries(members.map(([name, kept], i) => [name, i === at ? other : kept])),
    );
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 2, arbitrary: without },
    { weight: 1, arbitrary: extra },
    { weight: 1, arbitrary: anyJson },
  );
}

function bodiesOf({ requestBody }: Operation): fc.Arbitrary<DrawnBody | undefined> {
  const [media] = Object.values(requestBody?.content ?? {});
  if (media === undefined) {
    return fc.oneof(
      { weight: 15, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: anyJson.map((value) => ({ value })) },
    );
  }
  const { example } = media;
  const valid = fc.oneof(
    valuesOf(media.schema),
    fc.nat().map((index) => recalled(example, "", index)),
  );
  return fc.oneof(
    { weight: 12, arbitrary: valid.map((value) => ({ value })) },
    { weight: 5, arbitrary: valid.chain(spoiled).map((value) => ({ value })) },
    { weight: 1, arbitrary: brokenBodies.map((text) => ({ text })) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** Mostly the first, now and then the other. */
const mostly = (usual: fc.Arbitrary<unknown>, other: fc.Arbitrary<unknown>, weight = 12) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: other });

function requestsOf({ method, path, operation }: ReturnType<typeof operationsOf>[number]) {
  const { parameters = [] } = operation;
  const of = (where: string) => parameters.filter((one) => one.in === where);
  const named = (one: (typeof parameters)[number], usual: fc.Arbitrary<unknown>) =>
    [one.name, mostly(usual, strangeTexts)] as const;
  // An id is that of a record of the collection.
  const collection = /\/v1\/([\w-]+)/.exec(path)?.[1] ?? "";
  const pathValues = of("path").map((one) =>
    named(one, remembered(one.name === "id" ? collection : one.name, valuesOf(one.schema))),
  );
  const queryValues = of("query").map((one) =>
    // A long poll would wait as long.
    named(one, one.name.startsWith("wait") ? fc.constant(0) : valuesOf(one.schema, one.name)),
  );
  const owners = fc.constantFrom(...Array.from({ length: 6 }, () => person), admin, "*");
  const headerValues = of("header").map((one) =>
    named(one, one.name === "on-behalf-of" ? owners : valuesOf(one.schema, one.name)),
  );
  const required = (where: string) =>
    of(where)
      .filter((one) => one.required)
      .map(({ name }) => name);
  const record = (
    values: readonly (readonly [string, fc.Arbitrary<unknown>])[],
    requiredKeys: string[],
  ) => fc.record(Object.fromEntries(values), { requiredKeys });
  const query = record(queryValues, required("query")).map((values) => Object.entries(values));
  const stray = fc.tuple(strangeTexts, strangeTexts);
  return fc.record({
    operation: fc.constant(operation),
    path: fc.constant(path),
    method: mostly(
      fc.constant(method),
      fc.constantFrom(...otherMethods),
      40,
    ) as fc.Arbitrary<string>,
    caller: fc.oneof(
      { weight: 10, arbitrary: fc.constant<Caller>("admin") },
      { weight: 6, arbitrary: fc.constantFrom<Caller>("person", "service", "session") },
      { weight: 1, arbitrary: fc.constantFrom<Caller>("nobody", "forger") },
    ),
    pathValues: record(
      pathValues,
      of("path").map(({ name }) => name),
    ),
    query: fc.oneof(
      { weight: 15, arbitrary: query },
      { weight: 1, arbitrary: fc.tuple(query, stray).map(([values, more]) => [...values, more]) },
      { weight: 1, arbitrary: query.map((values) => [...values, ...values]) },
    ),
    headers: fc
      .tuple(
        record(headerValues, required("header")),
        mostly(fc.constant({}), strangeHeaders) as fc.Arbitrary<object>,
        mostly(fc.constant([]), fc.constantFrom(...of("header").map(({ name }) => [name]), [])),
      )
      .map(([own, strange, left]) => {
        const kept = Object.entries({ ...own, ...strange });
        return Object.fromEntries(kept.filter(([name]) => !(left as string[]).includes(name)));
      }),
    body: bodiesOf(operation),
    isSigned: mostly(fc.constant(true), fc.constant(false)) as fc.Arbitrary<boolean>,
  });
}

/** Requests of all operations, valid ones and others, of all kinds of callers. */
export const requests: fc.Arbitrary<DrawnRequest> = fc.oneof(
  ...operationsOf(document).map((one) => requestsOf(one)),
) as fc.Arbitrary<DrawnRequest>;
