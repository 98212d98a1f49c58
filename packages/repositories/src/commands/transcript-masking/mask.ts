import { distinctNames } from "../../distinct-names.ts";
import { isTranscriptField } from "./transcript-field.ts";
import type { TranscriptMatcher } from "./transcript-matcher.ts";

/** The stored marker. */
const mask = "[withheld]";

type Matcher = Pick<TranscriptMatcher, "matches">;

function maskText(text: string, matcher: Matcher): string {
  return matcher.matches(text) ? mask : text;
}

/** Names, for example of intents; a sentence has white space. */
const identifier = /^[A-Za-z0-9._/-]+$/;

/**
 * Masks the name of an intent if it repeats the transcript. An identifier may repeat a transcript of up to three words:
 * `merge_pr` for "merge PR" is useful as a filter of commands.
 */
export function maskIntentName(name: string, matcher: TranscriptMatcher): string {
  return matcher.isShort && identifier.test(name) ? name : maskText(name, matcher);
}

/**
 * Masks the parts of a JSON value that repeat the transcript: texts, names of members, the texts of a list that
 * together repeat it (a list of words, or of objects with one word each), and every member whose name is that of a
 * transcript. Values that JSON cannot represent stay; `encodeJson` refuses them later.
 *
 * @throws {RangeError} for a cycle, or for a value that is nested too deeply.
 */
export function maskTranscript(value: unknown, matcher: TranscriptMatcher): unknown {
  const root = new Place();
  const cached = new CachedMatcher(matcher);
  collect(value, root, cached);
  return maskValue(value, root, cached);
}

/** Matches a long text once, although `collect` and `maskValue` both ask about it. */
class CachedMatcher {
  readonly #matcher: TranscriptMatcher;
  readonly #known = new Map<string, boolean>();

  constructor(matcher: TranscriptMatcher) {
    this.#matcher = matcher;
  }

  matches(text: string): boolean {
    if (text.length < longText) return this.#matcher.matches(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const repeats = this.#matcher.matches(text);
    this.#known.set(text, repeats);
    return repeats;
  }
}

/** The length from which matching a text costs more than a cache entry. */
const longText = 50;

/** A path in a value. All items of a list have the same path. */
class Place {
  /** The texts that do not repeat the transcript by themselves. */
  readonly texts: string[] = [];
  readonly #members = new Map<string, Place>();
  #items: Place | undefined;
  #repeats: boolean | undefined;

  items(): Place {
    return (this.#items ??= new Place());
  }

  member(name: string): Place {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const place = new Place();
    this.#members.set(name, place);
    return place;
  }

  /** Whether its texts repeat the transcript together. Call it after all texts are collected. */
  repeats(matcher: Matcher): boolean {
    return (this.#repeats ??= this.texts.length > 1 && matcher.matches(this.texts.join(" ")));
  }
}

function collect(value: unknown, place: Place, matcher: Matcher): void {
  const text = textOf(value);
  if (text !== undefined) {
    if (!matcher.matches(text)) place.texts.push(text);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, place.items(), matcher);
  } else if (isPlainObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (!isTranscriptField(name)) collect(member, place.member(name), matcher);
    }
  }
}

function maskValue(value: unknown, place: Place, matcher: Matcher): unknown {
  const text = textOf(value);
  if (text !== undefined) {
    return place.repeats(matcher) || matcher.matches(text) ? mask : value;
  }
  if (Array.isArray(value)) return value.map((item) => maskValue(item, place.items(), matcher));
  if (!isPlainObject(value)) return value;
  const names = distinctNames(Object.keys(value), (name) => maskText(name, matcher));
  const members = Object.entries(value).map(([name, member], index) => {
    const hidden = isTranscriptField(name) && member !== null && member !== undefined;
    return [names[index], hidden ? mask : maskValue(member, place.member(name), matcher)];
  });
  // Object.fromEntries, since assigning a member named __proto__ would set the prototype.
  return Object.fromEntries(members) as unknown;
}

/** The text may be a `JSON.rawJSON` value, which keeps its escapes. */
function textOf(value: unknown): string | undefined {
  const plain: unknown = JSON.isRawJSON(value) ? JSON.parse(value.rawJSON) : value;
  return typeof plain === "string" ? plain : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || JSON.isRawJSON(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
