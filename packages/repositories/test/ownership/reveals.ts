import { inspect } from "node:util";

/** What tells that something is a user's. */
interface Signs {
  /** In all texts of theirs. */
  readonly marker: string;
  /** On which they alone have commands. */
  readonly day: Date;
}

/** Whether somebody came to see what only a user can know, in what was returned or thrown. */
export function reveals(seen: unknown, { marker, day }: Signs): boolean {
  const isTheirDay = (name: string, value: unknown): boolean =>
    name === "day" && value instanceof Date && value.getTime() === day.getTime();
  return shown(seen).includes(marker) || holds(seen, isTheirDay);
}

/** Whether there is a row of the user in it, whatever is in that. */
export function holdsRowOf(userId: string, seen: unknown): boolean {
  return holds(seen, (name, value) => /^user(?:Id|_id)$/.test(name) && value === userId);
}

/** All of it, with what is hidden: the cause of an error, and its stack. */
export function shown(seen: unknown): string {
  return inspect(seen, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: null,
  });
}

function holds(seen: unknown, isIt: (name: string, value: unknown) => boolean): boolean {
  if (typeof seen !== "object" || seen === null) return false;
  return Object.entries(seen).some(
    ([name, value]: [string, unknown]) => isIt(name, value) || holds(value, isIt),
  );
}
