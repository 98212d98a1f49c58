import fc, { type Arbitrary } from "fast-check";

/** What names something of a user's. An attacker knows all of it. */
export interface Known {
  readonly actionIds: readonly string[];
  readonly tokens: readonly string[];
  readonly leaseTokens: readonly string[];
  readonly payloadDigests: readonly string[];
  readonly commandIds: readonly string[];
  readonly logIds: readonly string[];
  readonly taskIds: readonly string[];
  readonly taskLeaseTokens: readonly string[];
  readonly connectionIds: readonly string[];
  readonly sessionIds: readonly string[];
  /** Idempotency keys, of whatever. */
  readonly keys: readonly string[];
  readonly cursors: readonly string[];
  readonly targets: readonly string[];
}

/** The victim's and the attacker's own, so that the two can be mixed. */
export interface Pools {
  readonly victim: Known;
  readonly attacker: Known;
  /** Of everybody that a call can name. */
  readonly people: readonly string[];
}

/** Names that are made while a test runs are chosen before, by their place; and so are printed the same in each run. */
class Place {
  readonly #whose: "victim" | "attacker";
  readonly #kind: keyof Known;
  readonly #n: number;

  constructor(whose: "victim" | "attacker", kind: keyof Known, n: number) {
    this.#whose = whose;
    this.#kind = kind;
    this.#n = n;
  }

  in(pools: Pools): string {
    const names = pools[this.#whose][this.#kind];
    const name = names[this.#n % names.length];
    if (name === undefined) throw new Error(`nobody has made ${this.#whose}'s ${this.#kind}`);
    return name;
  }

  [fc.toStringMethod](): string {
    return `<${this.#whose}'s ${this.#kind} ${this.#n}>`;
  }
}

class Person {
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
  }

  in({ people }: Pools): string {
    return people[this.#n % people.length] ?? "";
  }

  [fc.toStringMethod](): string {
    return `<person ${this.#n}>`;
  }
}

/** The same value with names for their places. */
export function resolve<Value>(value: Value, pools: Pools): Value {
  if (value instanceof Place || value instanceof Person) return value.in(pools) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, pools)) as Value;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    resolve(member, pools),
  ]);
  return Object.fromEntries(members) as Value;
}

/** Texts that are no names, or come close to one. */
const malformed = [
  "",
  " ",
  "%",
  "_",
  "/",
  "~",
  "~1",
  "../",
  "everyone",
  "null",
  "' OR 1=1 --",
  '"}]',
  "\0",
  "\ud800",
  "00000000-0000-0000-0000-000000000000",
  "{00000000-0000-0000-0000-000000000000}",
  "x".repeat(2000),
];

/** A name of this kind: mostly the victim's, else the attacker's, one that nobody has, or none at all. */
export function known(...kinds: readonly (keyof Known)[]): Arbitrary<string> {
  const place = (whose: "victim" | "attacker"): Arbitrary<Place> =>
    fc.tuple(fc.constantFrom(...kinds), fc.nat(99)).map(([kind, n]) => new Place(whose, kind, n));
  return fc.oneof(
    { weight: 12, arbitrary: place("victim") },
    { weight: 3, arbitrary: place("attacker") },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.constantFrom(...malformed) },
  ) as Arbitrary<string>;
}

/** Somebody: the victim, the attacker, or one who approves. */
export const person: Arbitrary<string> = fc
  .nat(9)
  .map((n) => new Person(n)) as Arbitrary<unknown> as Arbitrary<string>;

/** A key of somebody's, or one that is made to run into one: with a user's id, a type, or slashes in it. */
export const key: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: known("keys") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("/k-1", "merge_pr/k-1", "../k-1", "k-1/", "~1k-1", "k/1", "1"),
  },
);

/** What names the same thing of the victim's, since names that belong together are at one place. */
export function together(...kinds: readonly (keyof Known)[]): Arbitrary<string[]> {
  return fc
    .nat(3)
    .map((n) =>
      kinds.map((kind) => new Place("victim", kind, n)),
    ) as Arbitrary<unknown> as Arbitrary<string[]>;
}

/** Left out as often as not. */
export function maybe<Value>(arbitrary: Arbitrary<Value>): Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

/** As `PageRequest` of the query package, with nothing optional. */
interface AnyPage {
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

/** Which page: from anybody's cursor, of any time. */
export const page: {
  readonly [Name in keyof AnyPage]: Arbitrary<AnyPage[Name]>;
} = {
  limit: maybe(fc.constantFrom(1, 2, 1000, 0, -1, 1.5, Number.NaN)),
  cursor: seldom(known("cursors")),
  since: seldom(fc.constantFrom(new Date(0), new Date("2026-03-01T12:00:00Z"))),
  until: seldom(fc.constantFrom(new Date("2100-01-01"), new Date(Number.NaN))),
};

function seldom<Value>(arbitrary: Arbitrary<Value>): Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 4 });
}
