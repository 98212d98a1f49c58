import { randomUUID } from "node:crypto";

/** The largest value of the counter, which has 26 bits. */
const mostIds = 2 ** 26 - 1;

let time = 0;
let counter = 0;

/**
 * Makes a UUIDv7 (RFC 9562): the time, a counter that begins at a random number in each millisecond, and 48 random bits.
 * The ids of a process grow, also when its clock goes back. `randomUUID` has random bits in stock; to ask the system
 * for those of each id would take longer than all else that an audit row needs.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-monotonicity-and-counters
 */
export function newId(): string {
  const random = randomUUID();
  const now = Date.now();
  if (now > time) {
    time = now;
    // One bit less, so that the counter does not begin near its end.
    counter = Number.parseInt(random.slice(0, 8), 16) >>> 7;
  } else if (counter < mostIds) {
    counter++;
  } else {
    time++;
    counter = 0;
  }
  const stamp = time.toString(16).padStart(12, "0");
  const high = (0x7000 | (counter >>> 14)).toString(16);
  const low = (0x8000 | (counter & 0x3fff)).toString(16);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-${high}-${low}-${random.slice(24)}`;
}
