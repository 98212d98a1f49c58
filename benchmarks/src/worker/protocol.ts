import type { ContenderName } from "../contenders/contender.ts";
import type { Seed } from "../data/seed.ts";
import type { TableName } from "../data/tables.ts";
import type { RoundLimits } from "../measure/round.ts";

/** The requests to a contender's process. It answers each one before the next. */
export type Request =
  | {
      readonly kind: "open";
      readonly contender: ContenderName;
      readonly directory: string;
      readonly seed: Seed;
      readonly tables: readonly TableName[];
      readonly isSeeded?: boolean;
    }
  | { readonly kind: "start"; readonly workload: string }
  | { readonly kind: "round"; readonly limits: RoundLimits }
  | { readonly kind: "verify" }
  | { readonly kind: "queries"; readonly queries: number }
  | { readonly kind: "soak"; readonly minutes: number }
  | { readonly kind: "close" };

export type Reply = { readonly value: unknown } | { readonly error: string };
