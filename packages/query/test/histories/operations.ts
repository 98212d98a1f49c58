import type { Generated } from "kysely";

/** `n` of an item as a caller gives it: some do not fit INT, some fit only after a cast. */
export type GivenNumber = number | string | null;

export interface GivenItem {
  readonly key: string;
  readonly n: GivenNumber;
  readonly flag?: boolean | null;
  readonly note?: string | null;
  readonly made_at?: Date | null;
  readonly body?: string | null;
}

export interface Item {
  readonly key: string;
  readonly n: number;
  readonly flag: boolean | null;
  readonly note: string | null;
  readonly made_at: Date | null;
  readonly body: string | null;
}

export interface Log {
  readonly caller: number;
  readonly amount: string | null;
  readonly ratio: number | null;
  readonly payload: Uint8Array | null;
  readonly ref: string | null;
  readonly big: number | null;
}

export interface Tables {
  items: {
    key: string;
    n: GivenNumber;
    flag: Generated<boolean | null>;
    note: Generated<string | null>;
    made_at: Generated<Date | null>;
    body: Generated<string | null>;
  };
  counters: { id: number; n: number };
  logs: Log;
}

export const schema: readonly string[] = [
  `create table items (
    key text primary key, n int not null check (n between 0 and 20), flag boolean default false,
    note text default 'none', made_at timestamptz, body json)`,
  "create table counters (id int primary key, n bigint not null check (n between 0 and 9))",
  `create table logs (
    caller int not null, amount decimal(10, 2), ratio real, payload blob, ref uuid, big bigint)`,
];

export const counterIds: readonly number[] = [1, 2];
export const counterStart = 4;

/** One statement, or one that is made of two and so only stands in a transaction. */
export type Statement =
  | {
      readonly kind: "insertItems";
      readonly rows: readonly GivenItem[];
      readonly onConflict: "fail" | "nothing" | "add";
      readonly returning: boolean;
    }
  | { readonly kind: "insertLog"; readonly log: Log; readonly returning: boolean }
  | { readonly kind: "insertRawLog"; readonly caller: number }
  | {
      readonly kind: "addToCounter";
      readonly id: number;
      readonly delta: number;
      readonly returning: boolean;
    }
  | { readonly kind: "addToItems"; readonly atLeast: number; readonly delta: number }
  | { readonly kind: "annotate"; readonly key: string; readonly note: string | null }
  | { readonly kind: "deleteItem"; readonly key: string; readonly returning: boolean }
  | { readonly kind: "deleteLogs"; readonly caller: number }
  | { readonly kind: "findItem"; readonly key: string }
  | { readonly kind: "selectItems" }
  | { readonly kind: "selectCounters" }
  | { readonly kind: "countLogs" }
  | { readonly kind: "breakRead" }
  | { readonly kind: "breakWrite" };

export type Step =
  | Statement
  | { readonly kind: "readThenAdd"; readonly id: number; readonly delta: number }
  | { readonly kind: "findOrInsert"; readonly row: GivenItem }
  | {
      /** Changes the item where its `n` is large enough, and then puts that on record. */
      readonly kind: "annotateAndLog";
      readonly key: string;
      readonly note: string;
      readonly atLeast: number;
      readonly log: Log;
    };

interface StepInUnit {
  readonly step: Step;
  /** The caller catches this step's error and goes on, which must not save the transaction. */
  readonly swallow: boolean;
}

export type Operation =
  | { readonly kind: "single"; readonly statement: Step }
  | {
      /** `unit` may be run again by the engine; `interactive` waits for other work between its steps. */
      readonly kind: "unit" | "interactive" | "controlled";
      readonly steps: readonly StepInUnit[];
      readonly end: "keep" | "abort";
    };

/** The operations of one caller, which it makes one after the other. */
export type Caller = readonly Operation[];
/** Callers that all start at the same moment. */
export type Round = readonly Caller[];
export type History = readonly Round[];
