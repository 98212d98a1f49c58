import { parseJsonExactly } from "../../exact-json.ts";

/** The value of a scalar without quotes, or what is wrong with it. */
export type PlainReading = { readonly value: unknown } | { readonly problem: string };

/**
 * Reads a scalar without quotes. Only JSON's spellings are values: `true`, `false`, `null`, and numbers, which keep all
 * their digits. What another version of YAML, or another parser, would read as such a value (`yes`, `0x1F`, `1_000`) is
 * refused, so that the reader need not know which rules hold. All others are texts.
 */
export function readPlain(source: string): PlainReading {
  if (source === "") return { problem: "has no value; give one" };
  if (/^(?:true|false|null)$/.test(source) || isJsonNumber(source)) {
    return { value: parseJsonExactly(source) };
  }
  if (!isAmbiguous(source)) return { value: source };
  const words = "write a number as in JSON, or true, false, or the text in quotes";
  return {
    problem: `is ${JSON.stringify(source.slice(0, 50))}, which YAML parsers read differently; ${words}`,
  };
}

/** Whether a text without quotes would be read as another value, or refused. */
export function needsQuotes(text: string): boolean {
  return !/^[A-Za-z0-9/](?:[\w ./-]*[\w./-])?$/.test(text) || isAmbiguous(text);
}

function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
}

/** Words and numbers of YAML 1.1 and 1.2, which include those of JSON. */
function isAmbiguous(text: string): boolean {
  return (
    /^(?:~|true|false|null|yes|no|on|off|y|n|[-+]?\.inf|\.nan)$/i.test(text) ||
    /^[-+]?(?:0[xo][\da-f_]+|0b[01_]+|[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|[\d_]+(?::[0-5]?\d)+)$/i.test(
      text,
    )
  );
}
