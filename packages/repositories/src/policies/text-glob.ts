import type { TextMatcher } from "./segment-glob.ts";

/**
 * Compiles a pattern in which `*` stands for any characters. The pieces between the stars are searched for one after
 * the other. The first place of a piece leaves the most for the next ones, so no other place needs to be tried.
 */
export function compileTextGlob(pattern: string): TextMatcher {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return (text) => text === pattern;
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = text.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
      if (at > end) return false;
    }
    return true;
  };
}
