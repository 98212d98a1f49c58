/** The limits and defaults of users, services and keys. */
export const identityLimits = {
  /** The longest e-mail address, in UTF-16 code units (RFC 5321, 4.5.3.1). */
  email: 254,
  /** The maximum number of keys of a user or a service that are neither revoked nor expired. */
  keysOfPrincipal: 1_000,
  /** The maximum number of users that a service may act for by one key. */
  actsFor: 100,
  /** The default time in which a rotated key stays valid beside its successor, in seconds: a day. */
  defaultOverlap: 86_400,
  /** The longest such time, in seconds: 30 days. */
  maximumOverlap: 2_592_000,
  /** How often the last use of a key is written, in seconds. */
  useInterval: 60,
  /** The maximum number of keys whose uses wait to be written. */
  waitingUses: 10_000,
} as const;
