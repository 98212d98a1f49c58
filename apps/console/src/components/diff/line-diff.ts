/** A line of a difference, with its number in each of the two texts. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Above so many pairs of lines, the part that differs is shown as replaced. */
const mostPairs = 4_000_000;

/** The difference of two texts, line by line: as few removed and added lines as there are. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  const kept = keptPairs(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const pairs = [
    ...Array.from({ length: start }, (_, index) => [index, index] as const),
    ...kept.map(([a, b]) => [a + start, b + start] as const),
    ...Array.from(
      { length: end },
      (_, index) => [old.length - end + index, now.length - end + index] as const,
    ),
    [old.length, now.length] as const,
  ];
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  for (const [nextA, nextB] of pairs) {
    for (; a < nextA; a += 1) {
      lines.push({ kind: "removed", text: old[a] ?? "", before: a + 1, after: undefined });
    }
    for (; b < nextB; b += 1) {
      lines.push({ kind: "added", text: now[b] ?? "", before: undefined, after: b + 1 });
    }
    if (a < old.length && b < now.length) {
      lines.push({ kind: "same", text: old[a] ?? "", before: a + 1, after: b + 1 });
      a += 1;
      b += 1;
    }
  }
  return lines;
}

/** The places of a longest common subsequence of lines. */
function keptPairs(old: readonly string[], now: readonly string[]): (readonly [number, number])[] {
  const width = now.length + 1;
  if (old.length * now.length > mostPairs || old.length === 0 || now.length === 0) return [];
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (a: number, b: number): number => lengths[a * width + b] ?? 0;
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = now.length - 1; b >= 0; b -= 1) {
      lengths[a * width + b] =
        old[a] === now[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [a, b] = [0, 0]; a < old.length && b < now.length;) {
    if (old[a] === now[b]) {
      pairs.push([a, b]);
      a += 1;
      b += 1;
    } else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  }
  return pairs;
}
