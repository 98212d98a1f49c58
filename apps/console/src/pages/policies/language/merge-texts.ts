import { diffLines } from "../../../components/diff/line-diff.ts";

/** Lines of the base that a change replaces: from the first to before the last, from 0. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Makes one text of two that were made from the same one: it has the changes of both.
 *
 * @returns undefined if both changed the same lines, or lines beside each other, in two ways.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  const ours = changesOf(base, mine);
  const isOurs = (change: Change): boolean => ours.some((own) => isSame(own, change));
  const others = changesOf(base, theirs).filter((change) => !isOurs(change));
  const changes = [...ours, ...others].toSorted((a, b) => a.start - b.start || a.end - b.end);
  const from = base.split("\n");
  const merged: string[] = [];
  let at = 0;
  for (const [index, { start, end, lines }] of changes.entries()) {
    const previous = changes[index - 1];
    if (previous !== undefined && start <= previous.end) return undefined;
    merged.push(...from.slice(at, start), ...lines);
    at = end;
  }
  return [...merged, ...from.slice(at)].join("\n");
}

function changesOf(base: string, changed: string): readonly Change[] {
  const changes: Change[] = [];
  let at = 0;
  let open: { start: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) changes.push({ ...open, end: at });
    open = undefined;
  };
  for (const { kind, text } of diffLines(base, changed)) {
    if (kind === "same") close();
    else open ??= { start: at, lines: [] };
    if (kind === "added") open?.lines.push(text);
    else at += 1;
  }
  close();
  return changes;
}

function isSame(a: Change, b: Change): boolean {
  return a.start === b.start && a.end === b.end && a.lines.join("\n") === b.lines.join("\n");
}
