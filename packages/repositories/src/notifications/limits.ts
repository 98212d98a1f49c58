/** The limits of notifications. */
export const notificationLimits = {
  /** The maximum number of channels of a person. */
  channelsOfPerson: 20,
  /** The maximum length of a URL. */
  url: 2000,
  /** The maximum length of a channel's name. */
  name: 100,
  /** How long the code that links a channel is valid, in seconds: ten minutes. */
  linkSeconds: 600,
  /** A channel that has only failed for so long is disabled, in seconds: five days, as an endpoint is. */
  failingSeconds: 432_000,
  /** The profile of a person's last command is theirs for so long, in seconds: 12 hours. */
  profileSeconds: 43_200,
} as const;
