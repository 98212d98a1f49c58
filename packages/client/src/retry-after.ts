/**
 * The seconds of `Retry-After`, which is a number or a date (RFC 9110, section 10.2.3).
 *
 * @param now the time in milliseconds since the epoch, which counts unless the answer says the server's own.
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(value);
  // A number that is not whole is no number of seconds, but Date.parse takes it for a year.
  if (!/^[a-z]/i.test(value) || Number.isNaN(date)) return undefined;
  // The server's clock, since the client's can be wrong by hours.
  const sent = Date.parse(headers.get("date") ?? "");
  return Math.max(0, Math.ceil((date - (Number.isNaN(sent) ? now : sent)) / 1000));
}
