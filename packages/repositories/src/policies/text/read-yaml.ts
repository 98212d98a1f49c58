import { InvalidInputError } from "@handsfree/query";
import { LineCounter, parseDocument } from "yaml";
import { policyLimits } from "../limits.ts";
import { YamlValue } from "./yaml-value.ts";

/**
 * Reads a text of YAML 1.2.
 *
 * @throws {InvalidInputError} if it is too large, or is not one YAML document.
 */
export function readYaml(text: string): YamlValue {
  const { textBytes } = policyLimits;
  const bytes = Buffer.byteLength(text);
  if (bytes > textBytes) {
    throw new InvalidInputError(
      "text",
      `has ${bytes} bytes; give at most ${textBytes}, for example in several files`,
    );
  }
  const lines = new LineCounter();
  const { contents, errors, warnings } = parseDocument(text, {
    lineCounter: lines,
    // Texts only: what a scalar means is read from its spelling, so that numbers keep their digits.
    schema: "failsafe",
    // Ours: the parser compares each key with all others.
    uniqueKeys: false,
    // An error would quote the lines of the text.
    prettyErrors: false,
    merge: false,
  });
  const [error = warnings[0]] = errors;
  if (error === undefined) {
    return new YamlValue(lines, { field: "text", node: contents, start: 0, policy: null });
  }
  const { line } = lines.linePos(error.pos[0]);
  throw new InvalidInputError("text", `is not valid YAML: ${error.message} (line ${line})`);
}
