/** The right to work on an event, for a while. */
export interface WebhookLease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly eventId: string;
  /** The first instant at which another worker may have the event. */
  readonly expiresAt: Date;
  /** Which attempt this is, from 1; from 1 again after a replay. */
  readonly attempt: number;
}
