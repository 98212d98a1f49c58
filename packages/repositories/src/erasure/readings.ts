/**
 * How often escapes are undone: JSON in a string of JSON, in a form, in a link. What is wrapped more often than
 * that is read as it is.
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
 * The text as it is, and what it says once its escapes are undone: those of JSON, of URLs and of forms, where they
 * are wrapped in each other one after the other. Each takes time in line with the text, and one is held at a time.
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

/** The number of a code unit in JSON, and so of each half of a character beyond the first 65,536. */
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

/** In what is written as `application/x-www-form-urlencoded`, a plus sign is a space. */
function withSpaces(text: string): string {
  if (!text.includes("+") || !text.includes("%")) return text;
  return text.replaceAll(/[\w.*%+~!'()=&-]+/g, (run) =>
    run.includes("=") && run.includes("%") ? run.replaceAll("+", " ") : run,
  );
}
