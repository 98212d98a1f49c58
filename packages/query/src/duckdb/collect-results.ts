import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Freed results cost a pause of under a millisecond; those that wait to be freed cost memory. */
const resultsBetween = 32;

let results = 0;
let collectYoung: (() => void) | undefined;

/**
 * To be called after each statement. The driver frees a result when its JavaScript object is collected,
 * but V8 knows nothing of the memory behind it and sees no hurry: after some thousand statements hundreds
 * of megabytes wait. The objects die young, so a collection of the young is enough.
 */
export function countResult(): void {
  results++;
  if (results % resultsBetween !== 0) return;
  collectYoung ??= exposeCollection();
  collectYoung();
}

/** The flag makes `gc` known to new contexts only, so nobody else sees it. */
function exposeCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;
  setFlagsFromString("--no-expose-gc");
  return () => collect({ type: "minor" });
}
