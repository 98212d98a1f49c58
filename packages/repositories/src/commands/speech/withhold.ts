import { distinctNames } from "../../distinct-names.ts";
import { isSpeechCarrier } from "./carriers.ts";
import type { Speech } from "./speech.ts";

/** What stands where something repeated what was said. */
const withheld = "[withheld]";

/** Tells whether a text repeats what was said. */
type Listener = Pick<Speech, "isRepeatedBy">;

/** The text, unless it repeats what was said. */
function withholdText(text: string, speech: Listener): string {
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
  const root = new Place();
  const once = new SpeechAskedOnce(speech);
  collect(value, root, once);
  return withhold(value, root, once);
}

/** Asks of a long text once, though it is looked at again. */
class SpeechAskedOnce {
  readonly #speech: Speech;
  readonly #known = new Map<string, boolean>();

  constructor(speech: Speech) {
    this.#speech = speech;
  }

  isRepeatedBy(text: string): boolean {
    if (text.length < longText) return this.#speech.isRepeatedBy(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const repeats = this.#speech.isRepeatedBy(text);
    this.#known.set(text, repeats);
    return repeats;
  }
}

/** From here on a text costs more than to remember it. */
const longText = 50;

/** Where texts stand in a value. All items of a list are at one place. */
class Place {
  /** Those that repeat nothing alone. */
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

  /** Whether its texts repeat together what was said. To be asked when all are there. */
  repeats(speech: Listener): boolean {
    return (this.#repeats ??= this.texts.length > 1 && speech.isRepeatedBy(this.texts.join(" ")));
  }
}

/** Gathers the texts at each place that repeat nothing alone. */
function collect(value: unknown, place: Place, speech: Listener): void {
  const text = textOf(value);
  if (text !== undefined) {
    if (!speech.isRepeatedBy(text)) place.texts.push(text);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, place.items(), speech);
  } else if (isPlainObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (!isSpeechCarrier(name)) collect(member, place.member(name), speech);
    }
  }
}

function withhold(value: unknown, place: Place, speech: Listener): unknown {
  const text = textOf(value);
  if (text !== undefined) {
    return place.repeats(speech) || speech.isRepeatedBy(text) ? withheld : value;
  }
  if (Array.isArray(value)) return value.map((item) => withhold(item, place.items(), speech));
  if (!isPlainObject(value)) return value;
  const names = distinctNames(Object.keys(value), (name) => withholdText(name, speech));
  const members = Object.entries(value).map(([name, member], index) => {
    const hidden = isSpeechCarrier(name) && member !== null && member !== undefined;
    return [names[index], hidden ? withheld : withhold(member, place.member(name), speech)];
  });
  // Not by assignment, to which a member named __proto__ is a prototype.
  return Object.fromEntries(members) as unknown;
}

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
