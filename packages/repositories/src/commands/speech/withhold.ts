import { distinctNames } from "../../distinct-names.ts";
import { isSpeechCarrier } from "./carriers.ts";
import type { Speech } from "./speech.ts";

/** What stands where something repeated what was said. */
const withheld = "[withheld]";

/** The text, unless it repeats what was said. */
function withholdText(text: string, speech: Speech): string {
  return speech.isRepeatedBy(text) ? withheld : text;
}

/** What names are made of, of intents for example; no sentence is without white space. */
const identifier = /^[A-Za-z0-9._/-]+$/;

/**
 * The name of an intent, unless it repeats what was said. Of a command of up to three words it may say all of
 * them, as an identifier: `merge_pr` for "merge PR" is what commands are filtered by.
 */
export function withholdName(name: string, speech: Speech): string {
  return speech.isTerse && identifier.test(name) ? name : withholdText(name, speech);
}

/**
 * The JSON value without what was said: texts and names of members that repeat it, the texts of a list that do
 * so together (a list of words, or of objects with a word each), and whole members whose name says that they
 * hold speech. What JSON has no form for stays, to be refused where it is written.
 *
 * @throws {RangeError} for a cycle, or for what is nested too deeply.
 */
export function withholdSpeech(value: unknown, speech: Speech): unknown {
  const lists = new Map<string, string[]>();
  collect(value, "", { speech, lists });
  const repeating = Array.from(lists).filter(
    ([, texts]) => texts.length > 1 && speech.isRepeatedBy(texts.join(" ")),
  );
  return withhold(value, "", { speech, places: new Set(repeating.map(([place]) => place)) });
}

interface Collection {
  readonly speech: Speech;
  readonly lists: Map<string, string[]>;
}

/**
 * Gathers the texts at each place that repeat nothing alone. All items of a list are at one place.
 */
function collect(value: unknown, place: string, into: Collection): void {
  const text = textOf(value);
  if (text !== undefined) {
    if (into.speech.isRepeatedBy(text)) return;
    const list = into.lists.get(place);
    if (list === undefined) into.lists.set(place, [text]);
    else list.push(text);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, itemOf(place), into);
  } else if (isPlainObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (!isSpeechCarrier(name)) collect(member, memberOf(place, name), into);
    }
  }
}

interface Withholding {
  readonly speech: Speech;
  /** The places whose texts repeat together what was said. */
  readonly places: ReadonlySet<string>;
}

function withhold(value: unknown, place: string, how: Withholding): unknown {
  const text = textOf(value);
  if (text !== undefined) {
    return how.places.has(place) || how.speech.isRepeatedBy(text) ? withheld : value;
  }
  if (Array.isArray(value)) return value.map((item) => withhold(item, itemOf(place), how));
  if (!isPlainObject(value)) return value;
  const names = distinctNames(Object.keys(value), (name) => withholdText(name, how.speech));
  const members = Object.entries(value).map(([name, member], index) => {
    const hidden = isSpeechCarrier(name) && member !== null && member !== undefined;
    return [names[index], hidden ? withheld : withhold(member, memberOf(place, name), how)];
  });
  // Not by assignment, to which a member named __proto__ is a prototype.
  return Object.fromEntries(members) as unknown;
}

const itemOf = (place: string): string => `${place}*`;
const memberOf = (place: string, name: string): string => `${place}${JSON.stringify(name)}`;

/** A text may be a `JSON.rawJSON` value, which keeps its escapes. */
function textOf(value: unknown): string | undefined {
  const plain: unknown = JSON.isRawJSON(value) ? JSON.parse(value.rawJSON) : value;
  return typeof plain === "string" ? plain : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || JSON.isRawJSON(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
