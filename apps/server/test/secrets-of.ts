import type { LightMyRequestResponse } from "fastify";

/** The members of requests whose texts are the callers' own. */
const contents = new Set([
  "action_payload",
  "answer",
  "entities",
  "error",
  "instruction",
  "question",
  "reason",
  "result",
  "summary",
  "transcript",
]);
/** Shorter texts of a payload are words that are anywhere. */
const shortest = 16;

/** The texts of a request's body that no log may hold. A body that is no JSON is one text. */
export function contentsOf(body: string | Buffer | object | undefined): string[] {
  const parsed = typeof body === "string" || Buffer.isBuffer(body) ? parse(String(body)) : body;
  if (typeof parsed === "string") return [parsed].filter(({ length }) => length >= shortest);
  return [...textsOf(parsed, false)].filter(({ length }) => length >= shortest);
}

/** All texts of a delivery. */
export function payloadTextsOf(body: string | Buffer): string[] {
  return [...textsOf(parse(String(body)), true)].filter(({ length }) => length >= shortest);
}

/** The secrets that an answer gives to its caller: keys, tokens, and cookies. */
export function secretsOf({ body, cookies }: LightMyRequestResponse): string[] {
  const tokens = [...body.matchAll(/"(?:lease_|csrf_)?token":"([\w-]{20,})"/g)];
  const own = [...body.matchAll(/hf_[a-z]+_[A-Za-z0-9]{20,}/g)];
  return [
    ...tokens.map(([, token = ""]) => token),
    ...own.map(([text]) => text),
    ...cookies.map(({ value }) => value),
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function* textsOf(value: unknown, isContent: boolean): Generator<string> {
  const left = [{ value, isContent }];
  // Not recursively: bodies can be nested more deeply than calls.
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next.value === "string" && next.isContent) yield next.value;
    if (typeof next.value !== "object" || next.value === null) continue;
    for (const [name, member] of Object.entries(next.value)) {
      left.push({ value: member, isContent: next.isContent || contents.has(name) });
    }
  }
}
