import {
  type GivenItem,
  type GivenNumber,
  type Item,
  type Log,
  type Operation,
  type Statement,
  type Step,
  counterIds,
  counterStart,
} from "./operations.ts";
import { type Outcome, answer, canonical } from "./outcome.ts";

/** The tables, never changed in place. */
export interface State {
  readonly items: ReadonlyMap<string, Item>;
  readonly counters: ReadonlyMap<number, number>;
  readonly logs: readonly Log[];
}

export interface Applied {
  readonly outcome: Outcome;
  readonly state: State;
}

export const emptyState: State = {
  items: new Map(),
  counters: new Map(counterIds.map((id) => [id, counterStart])),
  logs: [],
};

export function stateAsText({ items, counters, logs }: State): string {
  return canonical([
    sortItems(items.values()),
    sortCounters(counters),
    logs.map(canonical).toSorted(),
  ]);
}

/** What an operation does to the tables and answers when it runs alone. */
export function apply(state: State, operation: Operation): Applied {
  if (operation.kind === "single") return applyStep(state, operation.statement);
  let current = state;
  let failed = false;
  const answers: unknown[] = [];
  for (const { step, swallow } of operation.steps) {
    if (failed) continue;
    const applied = applyStep(current, step);
    if ("codes" in applied.outcome) {
      if (!swallow) return { outcome: applied.outcome, state };
      failed = true;
    } else {
      answers.push(applied.outcome.answer);
      current = applied.state;
    }
  }
  if (operation.end === "abort") return fail(state, "deliberate");
  if (failed) return fail(state, "transaction_aborted");
  return { outcome: answer(answers), state: current };
}

function applyStep(state: State, step: Step): Applied {
  switch (step.kind) {
    case "readThenAdd": {
      const n = state.counters.get(step.id) ?? 0;
      const added = addToCounter(state, step.id, step.delta, false);
      return "codes" in added.outcome ? added : { outcome: answer(n), state: added.state };
    }
    case "findOrInsert": {
      const found = state.items.get(step.row.key);
      if (found !== undefined) return { outcome: answer(found), state };
      return insertItems(state, [step.row], "fail", true);
    }
    case "annotateAndLog": {
      const found = state.items.get(step.key);
      if (found === undefined || found.n < step.atLeast) return { outcome: answer(false), state };
      if (step.log.amount === "x") return fail(state, "invalid_value");
      const changed = putItems(state, [{ ...found, note: step.note }]);
      return { outcome: answer(true), state: { ...changed, logs: [...state.logs, step.log] } };
    }
    default:
      return applyStatement(state, step);
  }
}

function applyStatement(state: State, statement: Statement): Applied {
  switch (statement.kind) {
    case "insertItems":
      return insertItems(state, statement.rows, statement.onConflict, statement.returning);
    case "insertLog": {
      const next = { ...state, logs: [...state.logs, statement.log] };
      return { outcome: answer(statement.returning ? [statement.log] : 1), state: next };
    }
    case "insertRawLog": {
      const { caller } = statement;
      const log = { caller, amount: null, ratio: null, payload: null, ref: null, big: null };
      return { outcome: answer(1), state: { ...state, logs: [...state.logs, log] } };
    }
    case "addToCounter":
      return addToCounter(state, statement.id, statement.delta, statement.returning);
    case "addToItems": {
      const changed = [...state.items.values()]
        .filter(({ n }) => n >= statement.atLeast)
        .map((item) => ({ ...item, n: item.n + statement.delta }));
      if (changed.some(({ n }) => !fitsCheck(n))) return fail(state, "constraint_violation");
      return { outcome: answer(changed.length), state: putItems(state, changed) };
    }
    case "annotate": {
      const found = state.items.get(statement.key);
      if (found === undefined) return { outcome: answer(0), state };
      return {
        outcome: answer(1),
        state: putItems(state, [{ ...found, note: statement.note }]),
      };
    }
    case "deleteItem": {
      const found = state.items.get(statement.key);
      const items = new Map(state.items);
      items.delete(statement.key);
      const rows = found === undefined ? [] : [found];
      return {
        outcome: answer(statement.returning ? rows : rows.length),
        state: { ...state, items },
      };
    }
    case "deleteLogs": {
      const logs = state.logs.filter(({ caller }) => caller !== statement.caller);
      return { outcome: answer(state.logs.length - logs.length), state: { ...state, logs } };
    }
    case "findItem": {
      const found = state.items.get(statement.key);
      return { outcome: answer(found === undefined ? [] : [found]), state };
    }
    case "selectItems":
      return { outcome: answer(sortItems(state.items.values())), state };
    case "selectCounters":
      return { outcome: answer(sortCounters(state.counters)), state };
    case "countLogs":
      return { outcome: answer([{ count: state.logs.length }]), state };
    case "breakRead":
    case "breakWrite":
      break;
  }
  return fail(state, "invalid_query");
}

function insertItems(
  state: State,
  rows: readonly GivenItem[],
  onConflict: "fail" | "nothing" | "add",
  returning: boolean,
): Applied {
  const numbers = rows.map(({ n }) => castToInt(n));
  if (numbers.includes("misfit")) return fail(state, "invalid_value");
  const codes = new Set<string>();
  const stored: Item[] = [];
  for (const [index, row] of rows.entries()) {
    const n = numbers[index] ?? null;
    const found = state.items.get(row.key);
    if (found !== undefined && onConflict === "fail") codes.add("duplicate_key");
    // DuckDB looks for the conflict first: a row that is set aside need not be a good one.
    if (found !== undefined && onConflict === "nothing") continue;
    const sum =
      typeof n !== "number" ? undefined : n + (onConflict === "add" ? (found?.n ?? 0) : 0);
    if (sum === undefined || !fitsCheck(sum)) codes.add("constraint_violation");
    else stored.push(found === undefined ? complete(row, sum) : { ...found, n: sum });
  }
  if (codes.size > 0) return fail(state, ...codes);
  return {
    outcome: answer(returning ? sortItems(stored) : stored.length),
    state: putItems(state, stored),
  };
}

function complete(row: GivenItem, n: number): Item {
  return {
    key: row.key,
    n,
    flag: row.flag === undefined ? false : row.flag,
    note: row.note === undefined ? "none" : row.note,
    made_at: row.made_at ?? null,
    body: row.body ?? null,
  };
}

function addToCounter(state: State, id: number, delta: number, returning: boolean): Applied {
  const n = state.counters.get(id);
  if (n === undefined) return { outcome: answer(returning ? [] : 0), state };
  if (n + delta < 0 || n + delta > 9) return fail(state, "constraint_violation");
  const counters = new Map(state.counters).set(id, n + delta);
  return {
    outcome: answer(returning ? [{ id, n: n + delta }] : 1),
    state: { ...state, counters },
  };
}

/** As DuckDB casts to INT: text that is a number fits, a fraction is rounded. */
function castToInt(given: GivenNumber): number | null | "misfit" {
  if (given === null) return null;
  const number = Math.round(Number(given));
  return Math.abs(number) < 2 ** 31 ? number : "misfit";
}

function fitsCheck(n: number): boolean {
  return n >= 0 && n <= 20;
}

function fail(state: State, ...codes: string[]): Applied {
  return { outcome: { codes }, state };
}

function putItems(state: State, changed: readonly Item[]): State {
  const items = new Map(state.items);
  for (const item of changed) items.set(item.key, item);
  return { ...state, items };
}

function sortItems(items: Iterable<Item>): Item[] {
  return [...items].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function sortCounters(counters: ReadonlyMap<number, number>): { id: number; n: number }[] {
  return [...counters].map(([id, n]) => ({ id, n })).toSorted((a, b) => a.id - b.id);
}
