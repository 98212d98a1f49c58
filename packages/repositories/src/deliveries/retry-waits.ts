/**
 * The waits after each failed attempt but the last, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h,
 * about three days in all.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The maximum number of attempts. */
export const mostAttempts: number = waits.length + 1;

/** The longest wait that a receiver can ask for, in seconds. */
const longestAsked = 86_400;

/**
 * When to make the next attempt: after the wait, and up to a fifth of it more, so that deliveries that failed together
 * are not repeated together; or later, if the receiver asks for that.
 *
 * @param attempt the failed attempt, from 1.
 * @param retryAfter the header of the answer, in seconds or as a time.
 */
export function nextDeliveryAttempt(
  attempt: number,
  retryAfter: string | undefined,
  now: Date,
  random: () => number,
): Date {
  const wait = (waits[attempt - 1] ?? longestAsked) * (1 + random() / 5);
  const asked = Math.min(longestAsked, secondsOf(retryAfter, now));
  return new Date(now.getTime() + Math.ceil(Math.max(wait, asked) * 1000));
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function secondsOf(retryAfter: string | undefined, now: Date): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now.getTime()) / 1000);
}
