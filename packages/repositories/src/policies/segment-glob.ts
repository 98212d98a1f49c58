/** Whether a text matches a pattern. */
export type TextMatcher = (text: string) => boolean;

/** Any characters but the separator. */
const withinSegment = 0;
/** Any characters. */
const acrossSegments = 1;
type Step = string | typeof withinSegment | typeof acrossSegments;

/**
 * Compiles a pattern in which `*` stands for any characters but the separator, and `**` for any characters.
 *
 * All ways to match are followed at once, one character at a time. So a text costs at most its length times that of the
 * pattern, whatever both are: nothing is tried twice.
 */
export function compileSegmentGlob(pattern: string, separator: string): TextMatcher {
  if (!pattern.includes("*")) return (text) => text === pattern;
  const steps = stepsOf(pattern);
  return (text) => follow(steps, separator, text);
}

function stepsOf(pattern: string): readonly Step[] {
  return pattern
    .split(/(\*\*?)/)
    .flatMap((part): readonly Step[] =>
      part === "**" ? [acrossSegments] : part === "*" ? [withinSegment] : part.split(""),
    );
}

function follow(steps: readonly Step[], separator: string, text: string): boolean {
  let reached = new Uint8Array(steps.length + 1);
  let next = new Uint8Array(steps.length + 1);
  reached[0] = 1;
  passStars(steps, reached);
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    let isAlive = false;
    next.fill(0);
    for (const [place, step] of steps.entries()) {
      if (reached[place] === 0) continue;
      const stays = step === acrossSegments || (step === withinSegment && character !== separator);
      if (!stays && step !== character) continue;
      next[stays ? place : place + 1] = 1;
      isAlive = true;
    }
    if (!isAlive) return false;
    passStars(steps, next);
    [reached, next] = [next, reached];
  }
  return reached[steps.length] === 1;
}

/** A star also stands for no characters. */
function passStars(steps: readonly Step[], reached: Uint8Array): void {
  for (const [place, step] of steps.entries()) {
    if (reached[place] === 1 && typeof step === "number") reached[place + 1] = 1;
  }
}
