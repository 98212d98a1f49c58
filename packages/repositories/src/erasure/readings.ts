/**
 * How many levels of escapes are undone: JSON in a JSON string, in a form, in a link. Deeper levels are read as they
 * are.
 */
const maximumDepth = 5;

/** An escape of a JSON string (RFC 8259, section 7), or a run of percent escapes (RFC 3986, section 2.1). */
const escapes = /\\(?:u([\da-f]{4})|(["\\/bfnrt]))|((?:%[\da-f]{2})+)/gi;

const controls: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * The text as it is, and after undoing its escapes level by level: those of JSON, of URLs and of forms. The time is
 * linear in the text's length, and one reading is in memory at a time.
 */
export function* readings(text: string): Generator<string> {
  yield text;
  let current = text;
  for (let depth = 0; depth < maximumDepth; depth++) {
    const next = unescapeOnce(withSpaces(current));
    if (next === current) return;
    yield next;
    current = next;
  }
}

/** The JSON escape of each code unit, and so of both halves of a character beyond U+FFFF. */
export function codeUnitsOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, index) =>
    text.charCodeAt(index).toString(16).padStart(4, "0"),
  );
}

function unescapeOnce(text: string): string {
  if (!/[\\%]/.test(text)) return text;
  return text.replace(
    escapes,
    (
      _match,
      unit: string | undefined,
      control: string | undefined,
      percents: string | undefined,
    ) => {
      if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
      if (control !== undefined) return controls[control.toLowerCase()] ?? control;
      return Buffer.from((percents ?? "").replaceAll("%", ""), "hex").toString("utf8");
    },
  );
}

/** In `application/x-www-form-urlencoded` a plus sign is a space. */
function withSpaces(text: string): string {
  if (!text.includes("+") || !text.includes("%")) return text;
  return text.replaceAll(/[\w.*%+~!'()=&-]+/g, (run) =>
    run.includes("=") && run.includes("%") ? run.replaceAll("+", " ") : run,
  );
}
