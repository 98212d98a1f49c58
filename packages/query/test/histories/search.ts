import { type State, apply, stateAsText } from "./model.ts";
import type { Operation } from "./operations.ts";
import { type Outcome, agrees } from "./outcome.ts";

/** An operation that ran, what its caller was told, and when, on a clock that only counts. */
export interface Ran {
  readonly operation: Operation;
  readonly outcome: Outcome;
  readonly started: number;
  readonly settled: number;
}

/**
 * Some serial order in which the operations, one after the other from `before`, tell each caller what
 * it was told and leave `after`; one that was answered before another began comes before it. Tries
 * the order of the acknowledgements first.
 */
export function findSerialOrder(
  ran: readonly Ran[],
  before: State,
  after: string,
): { order: readonly Ran[]; state: State } | undefined {
  const byAcknowledgement = ran.toSorted((a, b) => a.settled - b.settled);
  const deadEnds = new Set<string>();

  const extend = (
    order: readonly Ran[],
    state: State,
  ): { order: readonly Ran[]; state: State } | undefined => {
    const rest = byAcknowledgement.filter((one) => !order.includes(one));
    const text = stateAsText(state);
    if (rest.length === 0) return text === after ? { order, state } : undefined;
    const place = `${rest.map(({ settled }) => settled).join()}|${text}`;
    if (deadEnds.has(place)) return undefined;
    const earliest = Math.min(...rest.map(({ settled }) => settled));
    for (const next of rest) {
      if (next.started > earliest) continue;
      const applied = apply(state, next.operation);
      if (!agrees(next.outcome, applied.outcome)) continue;
      const found = extend([...order, next], applied.state);
      if (found !== undefined) return found;
    }
    deadEnds.add(place);
    return undefined;
  };
  return extend([], before);
}
