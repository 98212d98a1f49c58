import { type Environment, isSetting } from "./environment.ts";
import { settings } from "./table.ts";

/** Prefixes that hardly any other program uses. */
const families = /^(?:GITHUB_WEBHOOK|STANDARD_WEBHOOK|WEBHOOKS?_|OPEN_ACTION|RETENTION|AUDIT_SIGN)/;
/** The most edits between a misspelt name and the setting. */
const mostEdits = 2;
/** The shortest name that is compared: many short names are two edits apart. */
const shortest = 8;

/** A variable that is not a setting, and whose name is close to one. */
export interface NearMiss {
  readonly variable: string;
  readonly meant: string;
}

/** The variables whose names look like misspelt settings, which would otherwise be ignored silently. */
export function findNearMisses(environment: Environment): NearMiss[] {
  return Object.keys(environment)
    .filter((variable) => !isSetting(variable))
    .flatMap((variable) => {
      const nearest = findNearest(plain(variable));
      const isNear =
        nearest.edits === 0 ||
        families.test(plain(variable)) ||
        (nearest.edits <= mostEdits && nearest.name.length >= shortest);
      return isNear ? [{ variable, meant: nearest.name }] : [];
    })
    .toSorted((one, other) => (one.variable < other.variable ? -1 : 1));
}

/** In upper case, with single underscores between words and none at the ends. */
function plain(variable: string): string {
  return variable
    .toUpperCase()
    .replaceAll(/[-.\s_]+/g, "_")
    .replaceAll(/^_|_$/g, "");
}

/** The nearest setting, of those that begin with the same word if there are any. */
function findNearest(variable: string): { readonly name: string; readonly edits: number } {
  const [word = ""] = variable.split("_", 1);
  const alike = settings.filter(({ name }) => name.startsWith(`${word}_`));
  return (alike.length > 0 ? alike : settings)
    .map(({ name }) => ({ name, edits: countEdits(variable, name) }))
    .reduce((nearest, candidate) => (candidate.edits < nearest.edits ? candidate : nearest));
}

/** The Levenshtein distance. The name is cut first, since names in an environment can be long. */
function countEdits(given: string, meant: string): number {
  const one = given.slice(0, 2 * meant.length);
  let row = Array.from({ length: meant.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= meant.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === meant[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[meant.length] ?? 0;
}
