import fc, { type Arbitrary } from "fast-check";

/** What a caller does. */
export type Step =
  | {
      readonly do: "propose";
      readonly key: string | null;
      readonly two: boolean;
      readonly policy: "none" | "graced" | "allowed";
      /** The claim that it brings with it: of the token that its key's caller made, or of a new one. */
      readonly claims: "not" | "again" | "anew";
      readonly seconds: number;
      readonly maxAttempts: number;
    }
  /** The last proposal with a key, by a caller who heard no answer. */
  | { readonly do: "propose again" }
  | { readonly do: "take back"; readonly n: number; readonly who: 0 | 1 | 2 }
  | {
      readonly do: "confirm" | "cancel";
      readonly n: number;
      readonly who: 0 | 1 | 2;
      readonly digest: boolean;
    }
  | { readonly do: "claim"; readonly seconds: number; readonly at: number }
  | { readonly do: "heartbeat" | "succeed" | "fail" | "release"; readonly n: number }
  | { readonly do: "expire" | "abandon" }
  | { readonly do: "delete"; readonly n: number };

/** What a caller proposes. */
export type Proposal = Extract<Step, { do: "propose" }>;

const n = fc.nat({ max: 5 });
const seconds = fc.constantFrom(10, 60);
const isTrue = fc.boolean();

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("propose" as const),
      key: fc.constantFrom(null, null, "a", "b"),
      two: isTrue,
      policy: fc.constantFrom("none", "none", "graced", "allowed"),
      claims: fc.constantFrom("not", "again", "anew"),
      seconds,
      maxAttempts: fc.constantFrom(0, 1, 2, 2),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "confirm" as const,
        "confirm" as const,
        "confirm" as const,
        "cancel" as const,
      ),
      n,
      who: fc.constantFrom(0 as const, 0 as const, 1 as const, 1 as const, 2 as const),
      digest: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("propose again" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("take back" as const),
      n,
      who: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const, 2 as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("claim" as const),
      seconds,
      at: fc.double({ min: 0, max: 0.99, noNaN: true }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "heartbeat" as const,
        "succeed" as const,
        "fail" as const,
        "release" as const,
      ),
      n,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("expire" as const, "abandon" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), n }) },
);

export const jump: Arbitrary<number> = fc.constantFrom(
  0,
  0,
  1,
  5000,
  9999,
  10_000,
  30_000,
  60_000,
  3_600_000,
  -5000,
  -70_000,
);
