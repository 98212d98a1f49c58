/** A record that changed, as an event says it. */
export interface Change {
  /** The kind of the record, such as `pending_action`. */
  readonly kind: string;
  /** Null if it was erased, or there is no one record. */
  readonly id: string | null;
  /** What happened, such as `pending_action.confirmed`. */
  readonly type: string;
}

/** Changes that were collected. `isEverything` means that events were missed: any record can have changed. */
export interface ChangeBatch {
  readonly changes: readonly Change[];
  readonly isEverything: boolean;
}

type Listener = (batch: ChangeBatch) => void;
const listeners = new Set<Listener>();

/** Calls the listener with each batch of changes. @returns what ends that. */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all listeners of this page. */
export function tellChanges(batch: ChangeBatch): void {
  for (const listener of listeners) listener(batch);
}
