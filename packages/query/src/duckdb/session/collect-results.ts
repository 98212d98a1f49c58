import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A collection pauses for under a millisecond. Results that wait for one hold memory. */
const resultsBetween = 32;

let results = 0;
let collectYoung: (() => void) | undefined;

/**
 * Counts a statement's result, and collects garbage after some of them. The driver frees a result when its
 * JavaScript object is collected, but V8 does not see the memory behind it: after some thousand statements
 * hundreds of megabytes wait. The objects die young, so a minor collection is enough.
 */
export function countResult(): void {
  results++;
  if (results % resultsBetween !== 0) return;
  collectYoung ??= exposeCollection();
  collectYoung();
}

/** The flag defines `gc` in new contexts only, so no other code sees it. */
function exposeCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;
  setFlagsFromString("--no-expose-gc");
  return () => collect({ type: "minor" });
}
