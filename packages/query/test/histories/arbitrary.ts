import fc from "fast-check";
import {
  type Caller,
  type GivenItem,
  type History,
  type Log,
  type Operation,
  type Statement,
  type Step,
  counterIds,
} from "./operations.ts";

const keys = ["a", "b", "c", "it's"] as const;
const key = fc.constantFrom(...keys);

/** Text that a batch which goes through JSON, CSV or a cast on its way could bend. */
const text = fc.constantFrom(
  "",
  "null",
  "true",
  "007",
  "1e3",
  "2026-01-01",
  '"quoted"',
  "it's",
  "a\\u0041\\n",
  "line\nbreak",
  "\u{1f642}\u00e9\u2028",
  "{}",
  "a,b",
);
const json = fc.constantFrom(
  "null",
  '{"a":  1.50}',
  "12345678901234567890",
  '"\\u00e9\\/"',
  "[1,[],{}]",
  '""',
);
const date = fc.constantFrom(
  new Date("2026-03-29T00:30:00.123Z"),
  new Date(0),
  new Date("1969-12-31T23:59:59.999Z"),
  new Date("9999-12-31T23:59:59.999Z"),
);

const goodNumber = fc.integer({ min: 0, max: 6 });
const number = fc.oneof(
  { weight: 12, arbitrary: goodNumber },
  { weight: 1, arbitrary: fc.constantFrom(null, -1, 21, "abc", 3_000_000_000, "5", 1.5) },
);

const item: fc.Arbitrary<GivenItem> = fc.record(
  {
    key,
    n: number,
    flag: fc.constantFrom(true, false, null),
    note: fc.option(text),
    made_at: fc.option(date),
    body: fc.option(json),
  },
  { requiredKeys: ["key", "n"] },
);

const sameShape: fc.Arbitrary<GivenItem> = fc.record({ key, n: number, note: text, body: json });

const log: fc.Arbitrary<Log> = fc.record({
  caller: fc.integer({ min: 1, max: 3 }),
  amount: fc.constantFrom("0.00", "2.50", "-1.25", "99999999.99", null),
  ratio: fc.constantFrom(0.95, 0.1, -1e-7, 16_777_216, null),
  payload: fc.constantFrom(new Uint8Array([0, 128, 255]), new Uint8Array(), null),
  ref: fc.constantFrom("019a2f6e-0000-7000-8000-00000000000f", null),
  big: fc.constantFrom(Number.MAX_SAFE_INTEGER, -9_007_199_254_740_991, 0, null),
});

const counterId = fc.constantFrom(...counterIds, 99);
const delta = fc.constantFrom(1, 2, 3, -1, -3);
const onConflict = fc.constantFrom("fail" as const, "nothing" as const, "add" as const);

const distinctItems = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.oneof(item, sameShape, sameShape)) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(sameShape, {
      minLength: 2,
      maxLength: 3,
      selector: (one) => one.key,
    }),
  },
);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("insertItems" as const),
      rows: distinctItems,
      onConflict,
      returning: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("insertLog" as const),
      log,
      returning: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("insertRawLog" as const),
      caller: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("addToCounter" as const),
      id: counterId,
      delta,
      returning: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("addToItems" as const),
      atLeast: goodNumber,
      delta,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("annotate" as const), key, note: fc.option(text) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("deleteItem" as const),
      key,
      returning: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("findItem" as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("deleteLogs" as const),
      caller: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "selectItems" as const,
        "selectCounters" as const,
        "countLogs" as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("breakRead" as const, "breakWrite" as const) }),
  },
);

const annotateAndLog: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("annotateAndLog" as const),
  key,
  note: text,
  atLeast: goodNumber,
  // One amount in a few is none, so that the record fails after the change.
  log: fc.oneof(
    { weight: 5, arbitrary: log },
    { weight: 1, arbitrary: log.map((one) => ({ ...one, amount: "x" })) },
  ),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: statement },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("readThenAdd" as const),
      id: fc.constantFrom(...counterIds),
      delta,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("findOrInsert" as const), row: item }),
  },
  { weight: 2, arbitrary: annotateAndLog },
);

const steps = fc.array(
  fc.record({
    step,
    swallow: fc.oneof(
      { weight: 5, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("single" as const),
      statement: fc.oneof(
        { weight: 5, arbitrary: statement },
        { weight: 1, arbitrary: annotateAndLog },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("unit" as const, "unit", "interactive" as const, "controlled" as const),
      steps,
      end: fc.constantFrom("keep" as const, "keep", "keep", "keep", "abort" as const),
    }),
  },
);

const caller: fc.Arbitrary<Caller> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(operation) },
  { weight: 1, arbitrary: fc.tuple(operation, operation) },
);

/** One to three rounds of two to six callers, each of whom makes one call or two. */
export const history: fc.Arbitrary<History> = fc.array(
  fc.array(caller, { minLength: 2, maxLength: 6 }),
  { minLength: 1, maxLength: 3 },
);
