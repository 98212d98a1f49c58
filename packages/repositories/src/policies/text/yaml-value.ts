import { InvalidInputError } from "@handsfree/query";
import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import { unknownKey } from "../require-keys.ts";
import { readPlain } from "./plain-scalar.ts";

/** A value of a YAML text. An error about it names its field, its policy and its line. */
export class YamlValue {
  readonly #lines: LineCounter;
  readonly #field: string;
  readonly #node: Node | null;
  /** The offset in the text: of a member, that of its key. */
  readonly #start: number;
  readonly #policy: string | null;

  /**
   * @param node null for a member without a value.
   * @param policy what errors call the policy.
   */
  constructor(
    lines: LineCounter,
    {
      field,
      node,
      start,
      policy,
    }: {
      readonly field: string;
      readonly node: Node | null;
      readonly start: number;
      readonly policy: string | null;
    },
  ) {
    this.#lines = lines;
    this.#field = field;
    this.#node = node;
    this.#start = start;
    this.#policy = policy;
  }

  /** The same value as a part of a policy. */
  inPolicy(policy: string): YamlValue {
    return new YamlValue(this.#lines, {
      field: this.#field,
      node: this.#node,
      start: this.#start,
      policy,
    });
  }

  /** @throws {InvalidInputError} about this value, or about a field of it. */
  refuse(problem: string, field: string = this.#field): never {
    const policy = this.#policy === null ? "" : `policy ${this.#policy}, `;
    const { line } = this.#lines.linePos(this.#start);
    throw new InvalidInputError(field, `${problem} (${policy}line ${line})`);
  }

  /** Makes a check of this value, and adds its place to the error. */
  check<Result>(check: (field: string) => Result): Result {
    try {
      return check(this.#field);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      return this.refuse(error.problem, error.field);
    }
  }

  /** Whether it has members. */
  isObject(): boolean {
    return isMap(this.#node);
  }

  /** @throws {InvalidInputError} unless it has members, each of them once, and all of the keys. */
  members<Key extends string>(keys: readonly Key[]): YamlMembers<Key> {
    const node = this.#plainNode();
    if (!isMap(node)) return this.refuse(`must have members (${keys.join(", ")})`);
    const found = new Map<string, YamlValue>();
    for (const { key, value } of node.items) {
      const name = this.#child(this.#field, key).text();
      const member = this.#child(name, value, startOf(key));
      if (found.has(name)) member.refuse("is given twice; remove one of them");
      if (!keys.some((known) => known === name)) {
        this.#child(this.#field, key).refuse(unknownKey(name, keys));
      }
      found.set(name, member);
    }
    return new YamlMembers(this, found);
  }

  /** The text of a member, before it is known whether the value is right. */
  peek(key: string): string | undefined {
    const found: unknown = isMap(this.#node) ? this.#node.get(key) : undefined;
    return typeof found === "string" ? found : undefined;
  }

  /** @throws {InvalidInputError} unless it is a list. */
  items(): readonly YamlValue[] {
    const node = this.#plainNode();
    if (!isSeq(node)) return this.refuse("must be a list, such as [a, b]");
    return node.items.map((item) => this.#child(this.#field, item));
  }

  /** @throws {InvalidInputError} unless it is a text. */
  text(): string {
    const value = this.scalar();
    return typeof value === "string" ? value : this.refuse("must be a text; put it in quotes");
  }

  /** @throws {InvalidInputError} unless it is a text, a number, true, false or null. */
  scalar(): unknown {
    const node = this.#plainNode();
    if (!isScalar(node)) return this.refuse("must be a single value, not a list or members");
    if (node.type !== "PLAIN") return node.value;
    const reading = readPlain(node.source ?? "");
    return "value" in reading ? reading.value : this.refuse(reading.problem);
  }

  /** Anchors, aliases and tags are refused: what a policy says must stand where it is read. */
  #plainNode(): Node {
    const node = this.#node ?? this.refuse("has no value; give one");
    if (isAlias(node)) return this.refuse(noAliases);
    if ("anchor" in node && node.anchor !== undefined) return this.refuse(noAliases);
    if (node.tag !== undefined) return this.refuse("has a tag; remove it");
    return node;
  }

  #child(field: string, node: unknown, start: number = startOf(node)): YamlValue {
    return new YamlValue(this.#lines, {
      field,
      node: node as Node | null,
      start,
      policy: this.#policy,
    });
  }
}

/** The members of a value. */
export class YamlMembers<Key extends string> {
  readonly #owner: YamlValue;
  readonly #members: ReadonlyMap<string, YamlValue>;

  constructor(owner: YamlValue, members: ReadonlyMap<string, YamlValue>) {
    this.#owner = owner;
    this.#members = members;
  }

  find(key: Key): YamlValue | undefined {
    return this.#members.get(key);
  }

  /** @throws {InvalidInputError} if it is missing. */
  get(key: Key): YamlValue {
    return this.#members.get(key) ?? this.#owner.refuse(`needs ${key}; add it`);
  }

  /** @throws {InvalidInputError} unless exactly one of the keys is given. */
  getOne<Choice extends Key>(
    choices: readonly Choice[],
  ): { readonly key: Choice; readonly value: YamlValue } {
    const given = choices.flatMap((key) => {
      const value = this.#members.get(key);
      return value ? [{ key, value }] : [];
    });
    const [only] = given;
    if (only && given.length === 1) return only;
    return this.#owner.refuse(`needs exactly one of ${choices.join(", ")}, got ${given.length}`);
  }
}

const noAliases = "uses an anchor or an alias, which policies do not have; write the value out";

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
