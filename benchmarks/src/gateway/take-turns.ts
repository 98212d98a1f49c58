import { median, percentile } from "../measure/percentile.ts";

/** A program whose calls are measured beside those of others. */
interface Contender {
  readonly name: string;
  /** Makes one call. @param n its number, so that no two calls are the same. */
  readonly call: (n: number) => Promise<void>;
}

const warmUp = 5;

/**
 * Measures contenders call by call in turns, so that a busy machine slows all of them alike, and prints what each one
 * takes and how much more that is than the first one takes.
 *
 * @param mostSeconds ends the measurement early.
 */
export async function takeTurns(
  title: string,
  contenders: readonly Contender[],
  { calls, mostSeconds }: { readonly calls: number; readonly mostSeconds: number },
): Promise<void> {
  const times = contenders.map((): number[] => []);
  const end = performance.now() + mostSeconds * 1000;
  for (let n = -warmUp; n < calls && (n < 1 || performance.now() < end); n += 1) {
    for (const [index, { call }] of contenders.entries()) {
      const start = performance.now();
      await call(n + warmUp);
      if (n >= 0) times[index]?.push(performance.now() - start);
    }
  }
  const [first = []] = times;
  console.log(`${title}, ${first.length} calls each`);
  for (const [index, { name }] of contenders.entries()) {
    const own = times[index] ?? [];
    const p90 = percentile(
      own.toSorted((a, b) => a - b),
      0.9,
    );
    const figures = `p50 ${median(own).toFixed(1)} ms, p90 ${p90.toFixed(1)} ms`;
    // Of calls that followed each other.
    const more = median(own.map((time, n) => time - (first[n] ?? Number.NaN)));
    console.log(`  ${name}: ${figures}${index === 0 ? "" : `, ${more.toFixed(1)} ms more`}`);
  }
}
