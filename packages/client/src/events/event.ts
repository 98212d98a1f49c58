/** A change of a record, in the one order of all changes. */
export interface HandsFreeEvent {
  /** The position in the order: digits. Ids grow along it. */
  readonly id: string;
  /** What happened, for example `pending_action.confirmed`. */
  readonly type: string;
  /** When it happened: RFC 3339, UTC. */
  readonly at: string;
  /** The user whose record it is; null for records of no user. */
  readonly user_id: string | null;
  /** The record that changed, which a call of its resource reads. */
  readonly record: { readonly kind: string; readonly id: string };
}

/** A part of the order of events. */
export interface EventPage {
  readonly items: readonly HandsFreeEvent[];
  /** The `after` of the next part, also where there are no items yet. */
  readonly next: string;
}
