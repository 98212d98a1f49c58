import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFilesError } from "../errors.ts";
import { decodeText } from "../files/decode-text.ts";

/** A silence of one line of a file that was released, and so never changes. */
export interface FileSilence {
  /** The file's name. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly because: string;
}

const name = "lint.json";

/**
 * Reads the silences in the folder's `lint.json`, if it has one:
 * `{ "allow": [{ "file": "…", "line": 3, "rule": "drop-table", "because": "…" }] }`.
 *
 * @throws {MigrationFilesError} for one that is not of this form; the message names each place.
 */
export async function readLintConfig(directory: string): Promise<readonly FileSilence[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(directory, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError(`${name} cannot be read (${code})`, { cause: error });
  }
  const { allow } = (parse(decodeText(name, bytes)) ?? {}) as { readonly allow?: unknown };
  if (!Array.isArray(allow)) throw new MigrationFilesError(`${name} has no list "allow"`);
  const problems = allow.flatMap((entry: unknown, index) =>
    problemsOf(entry).map((problem) => `${name}: allow[${index}]${problem}`),
  );
  if (problems.length > 0) throw new MigrationFilesError(problems.join("; "));
  return allow as FileSilence[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    throw new MigrationFilesError(`${name} is not JSON`);
  }
}

function problemsOf(entry: unknown): string[] {
  if (typeof entry !== "object" || entry === null) return [" is no object"];
  const fields = entry as Partial<Record<keyof FileSilence, unknown>>;
  const texts = (["file", "rule", "because"] as const)
    .filter((key) => typeof fields[key] !== "string" || fields[key].trim() === "")
    .map((key) => `.${key} is no text; say which ${key === "because" ? "reason there is" : key}`);
  const isLine = Number.isInteger(fields.line) && Number(fields.line) > 0;
  return isLine ? texts : [...texts, ".line is no number from 1 on"];
}
