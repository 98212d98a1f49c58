/** A JSON text of about so many bytes. */
export type Shape = (bytes: number) => string;

const text = (unit: string): Shape => {
  const written = JSON.stringify(unit).slice(1, -1);
  return (bytes) => `"${written.repeat(Math.ceil(bytes / Buffer.byteLength(written)))}"`;
};
const raw =
  (before: string, unit: string, after: string): Shape =>
  (bytes) =>
    `${before}${unit.repeat(Math.ceil(bytes / unit.length))}${after}`;
const items = ([open, close]: "[]" | "{}", item: (index: number) => string): Shape => {
  const length = Buffer.byteLength(item(9999)) + 1;
  return (bytes) => {
    const count = Math.ceil(bytes / length);
    return `${open}${Array.from({ length: count }, (_, index) => item(index)).join(",")}${close}`;
  };
};
const nested = (open: string, inner: string, close: string): Shape =>
  items("[]", () => `${open.repeat(400)}${inner}${close.repeat(400)}`);

/** What has made parsers, canonical forms, redactors and searches take more than their share. */
export const shapes: Readonly<Record<string, Shape>> = {
  "deep lists": nested("[", "1", "]"),
  "deep objects with a text at each level": nested('{"b":"x","a":', "1", "}"),
  "long names at each level": nested(`{"${"k".repeat(50)}":`, "1", "}"),
  "a list that never ends": (bytes) => "[".repeat(bytes),
  "one letter": text("a"),
  "one letter of two bytes": text("ä"),
  "one letter of two bytes, and another at the end": (bytes) => `"${"ä".repeat(bytes / 2)} b c d"`,
  "surrogate pairs": text("😀"),
  "half a pair, escaped": raw('"', "\\ud83d", '"'),
  "combining marks": text("e\u0301\u0302"),
  "letters that become many": text("\ufdfa"),
  ideographs: text("合并请求"),
  "invisible characters": text("a\u200b"),
  "escaped letters": raw('"', "\\u00e9", '"'),
  "escaped quotes": raw('"', '\\"', '"'),
  backslashes: raw('"', "\\\\", '"'),
  "line breaks": text("\r\n"),
  "a repeated phrase": text("merge the pull request of octo now "),
  "phrases that almost repeat": (bytes) =>
    JSON.stringify(
      Array.from({ length: bytes / 30 }, (_, n) => `merge the pull request ${n % 97}x`).join(" "),
    ),
  "words of growing length": (bytes) =>
    JSON.stringify(Array.from({ length: Math.sqrt(2 * bytes) }, (_, n) => "a".repeat(n)).join(" ")),
  "many members": items("{}", (n) => `"k${n}":${n}`),
  "one name many times": items("{}", (n) => `"name":"v${n}"`),
  "names that are withheld": items("{}", (n) => `"merge the pull request of octo ${n}":1`),
  "many short texts": items("[]", (n) => `"v${n} abcd"`),
  "many numbers": items("[]", (n) => `${n}.50e1`),
  "a long name": raw('{"', "k", '":1}'),
  "a whole number of many digits": raw("1", "0", ""),
  "many digits, and zeros between": raw("1", "0", "1"),
  "a fraction of many digits": raw("0.", "0", "1"),
  "an exponent of many digits": raw("1e", "9", ""),
  "a negative exponent of many zeros": raw("1e-", "0", "1"),
  "white space": raw("[", " \n", "1]"),
  "bearer tokens that are none": text("bearer bearer "),
  "headers that are none": text("authorization: bearer "),
  "cookies that are none": text("cookie: a.b "),
  "URLs that have no end": text("a+b://c"),
  "passwords of URLs": text("https://a:b"),
  "private keys that have no end": text("-----BEGIN PRIVATE KEY-----"),
  "tokens of JSON that have no end": text("eyJabcdefghijkl."),
  "assignments in a row": text("password=token="),
  "names of keys in a row": text("secret_access_key: "),
  "letters of base64": text("AbC9+/"),
  "prefixes of tokens": text("ghp_xoxb-AKIAsk-glpat-npm_"),
  "real tokens": text(`ghp_${"a1B2".repeat(9)} `),
  "quotes and colons": text("'\":= "),
};
