/** Whether a text matches a pattern. */
export type TextMatcher = (text: string) => boolean;

/** Any characters but the separator. Code units are not negative. */
const withinSegment = -1;
/** Any characters. */
const acrossSegments = -2;

/**
 * Compiles a pattern in which `*` stands for any characters but the separator, and `**` for any characters.
 *
 * All ways to match are followed at once, one character at a time. So a text costs at most its length times that of the
 * pattern, for any text and pattern: nothing is tried twice.
 */
export function compileSegmentGlob(pattern: string, separator: string): TextMatcher {
  if (!pattern.includes("*")) return (text) => text === pattern;
  const steps = stepsOf(pattern);
  return (text) => follow(steps, separator.charCodeAt(0), text);
}

/** The code units of a pattern, with its stars as numbers of their own. */
function stepsOf(pattern: string): Int32Array {
  const steps = pattern.split(/(\*\*?)/).flatMap((part) => {
    if (part === "**") return [acrossSegments];
    if (part === "*") return [withinSegment];
    return Array.from({ length: part.length }, (_, at) => part.charCodeAt(at));
  });
  return Int32Array.from(steps);
}

function follow(steps: Int32Array, separator: number, text: string): boolean {
  let reached = new Uint8Array(steps.length + 1);
  let next = new Uint8Array(steps.length + 1);
  reached[0] = 1;
  passStars(steps, reached);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let isAlive = false;
    next.fill(0);
    for (let place = 0; place < steps.length; place++) {
      if (reached[place] === 0) continue;
      const step = steps[place];
      const stays = step === acrossSegments || (step === withinSegment && unit !== separator);
      if (!stays && step !== unit) continue;
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
function passStars(steps: Int32Array, reached: Uint8Array): void {
  for (let place = 0; place < steps.length; place++) {
    if (reached[place] === 1 && Number(steps[place]) < 0) reached[place + 1] = 1;
  }
}
