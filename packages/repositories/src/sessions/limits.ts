/** The limits of sessions, and of the ways to sign in. Times are in seconds. */
export const sessionLimits = {
  /** The longest life of a session, however often it is used: 30 days. */
  life: 2_592_000,
  /** How long a session that is not used stays valid: 7 days. */
  idle: 604_800,
  /** The maximum number of valid sessions of a user. A further one ends the one that was not used for the longest time. */
  ofUser: 50,
  /** The kept part of what a browser says that it is, in UTF-16 code units. */
  userAgent: 200,
  /** The life of a sign-in link: 15 minutes. */
  linkLife: 900,
  /** The maximum number of links of a user that are neither used nor expired. */
  linksOfUser: 10,
  /** The life of a challenge: 5 minutes. */
  challengeLife: 300,
  /** The maximum number of challenges that wait for their answer. */
  challenges: 10_000,
  /** The maximum number of passkeys of a user. */
  passkeysOfUser: 20,
} as const;
