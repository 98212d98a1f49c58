import type { Context } from "@handsfree/repositories";

/**
 * One call answers all who ask during it and, if it succeeds, all who ask within some time of its start. After a failure
 * the next caller begins another call, so that the end of a fault is seen at once. No two calls run at a time.
 *
 * @param keptFor in milliseconds.
 */
export function keptBriefly<T>(
  call: () => Promise<T>,
  keptFor: number,
  { now }: Context,
): () => Promise<T> {
  let running: Promise<T> | undefined;
  let kept: { readonly result: T; readonly since: number } | undefined;
  const run = async (): Promise<T> => {
    const since = now().getTime();
    const result = await call();
    kept = { result, since };
    return result;
  };
  return async () => {
    const age = kept && now().getTime() - kept.since;
    // A clock that was set back must not keep an old answer.
    if (kept && age !== undefined && age >= 0 && age < keptFor) return kept.result;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
