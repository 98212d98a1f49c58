import { isLogin } from "../../github-connections/login.ts";

/** GitHub takes 65,536 characters, each of at most two UTF-16 code units. A longer text is not from it. */
const longestText = 131_072;

/** A comment of HTML. One that does not end goes to the end of the text. */
const comment = /<!--[\s\S]*?(?:-->|(?![\s\S]))/g;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const quotation = /^ {0,3}>/;

/** An @ that no word, path or address comes before, and a name that is not the begin of a team or an address. */
const mention = /(?<![\w@/.-])@([a-z\d][a-z\d-]{0,38}(?:_[a-z\d]{3,8})?)(?![\w/@-])/gi;

/**
 * The logins that a text in Markdown mentions, without those in code, comments and quotations, of which GitHub notifies
 * no one either. Mentions of teams are left out, since a delivery does not say who is in them.
 */
export function mentionedIn(text: string | undefined): readonly string[] {
  if (text === undefined || text.length > longestText || !text.includes("@")) return [];
  const lines = linesOf(text).filter((line) => line.includes("@") && !quotation.test(line));
  return lines.flatMap((line) =>
    [...withoutCode(line).matchAll(mention)].map(([, login = ""]) => login).filter(isLogin),
  );
}

/** The lines outside of fenced code. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of text.replaceAll(comment, " ").split(/\r?\n/)) {
    const marks = fence.exec(line)?.[1];
    if (open === undefined) {
      if (marks === undefined) lines.push(line);
      else open = marks;
    } else if (marks?.startsWith(open) === true && line.trim() === marks) open = undefined;
  }
  return lines;
}

/** A line without its code spans: from each run of backticks to the next one of its length. */
function withoutCode(line: string): string {
  const runs = [...line.matchAll(/`+/g)].map(({ 0: marks, index }) => ({
    start: index,
    end: index + marks.length,
  }));
  const next = nextOfLength(runs.map(({ start, end }) => end - start));
  let visible = "";
  let from = 0;
  for (let place = 0; place < runs.length; place++) {
    const opening = runs[place];
    const closingPlace = next[place];
    const closing = closingPlace === undefined ? undefined : runs[closingPlace];
    if (opening === undefined || closing === undefined || closingPlace === undefined) continue;
    visible += `${line.slice(from, opening.start)} `;
    from = closing.end;
    place = closingPlace;
  }
  return visible + line.slice(from);
}

/** The place of the next equal number, for each of some numbers. */
function nextOfLength(lengths: readonly number[]): readonly (number | undefined)[] {
  const seen = new Map<number, number>();
  return lengths
    .map((length, place) => ({ length, place }))
    .toReversed()
    .map(({ length, place }) => {
      const next = seen.get(length);
      seen.set(length, place);
      return next;
    })
    .toReversed();
}
