import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { Context } from "../../src/index.ts";

/** On what a function is called. */
export interface Caller {
  readonly db: Kysely<Database>;
  readonly context: Context;
}

/** A public function, and arguments that are right, with every member that it knows. */
export interface Row {
  readonly call: (caller: Caller, args: readonly unknown[]) => unknown;
  readonly args: readonly unknown[];
  /** Whether it takes the executor first, and may take the context last. */
  readonly takesCaller: boolean;
  /** Wrong elsewhere, and right here. */
  readonly alsoTaken?: readonly unknown[];
}

export type Rows = Readonly<Record<string, Row>>;

type AnyFunction = (...args: never[]) => unknown;
type Special =
  | Date
  | AbortSignal
  | ReadonlySet<unknown>
  | Uint8Array
  | AnyFunction
  | readonly unknown[];
/** With every member, so that none is left out of a table. */
type Complete<Value> = Value extends Special | string | number ? Value : Required<Value>;
type CompleteAll<Args> = { [Place in keyof Args]: Complete<Args[Place]> };
type WithoutContext<Args> = Args extends [...infer Given, Context] ? Given : Args;
type GivenOf<Callee extends AnyFunction> =
  Required<Parameters<Callee>> extends [unknown, ...infer Given]
    ? CompleteAll<WithoutContext<Given>>
    : never;

/** A function that takes the executor first, and may take the context last. */
export function on<Callee extends AnyFunction>(
  callee: Callee,
  ...args: GivenOf<Callee> & unknown[]
): Row {
  const call = callee as unknown as (...all: unknown[]) => unknown;
  return { call: ({ db, context }, given) => call(db, ...given, context), args, takesCaller: true };
}

/** A function that takes neither. */
export function plain<Callee extends AnyFunction>(
  callee: Callee,
  ...args: CompleteAll<Required<Parameters<Callee>>> & unknown[]
): Row {
  const call = callee as unknown as (...all: unknown[]) => unknown;
  return { call: (_caller, given) => call(...given), args, takesCaller: false };
}
