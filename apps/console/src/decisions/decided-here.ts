/** The ids of what was decided in this window, which need no note. */
const decidedHere = new Set<string>();

/** Remembers that this window decided an action. */
export function rememberDecided(id: string): void {
  decidedHere.add(id);
}

/** Whether this window decided an action. */
export function wasDecidedHere(id: string): boolean {
  return decidedHere.has(id);
}
