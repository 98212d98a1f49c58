import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFilesError } from "../errors.ts";
import { decodeText } from "../files/decode-text.ts";

/** A silence of one line of a released file, which never changes. */
export interface FileSilence {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly because: string;
}

const name = "lint.json";

/**
 * Reads the silences in the folder's `lint.json`, if there is one: `{ "allow": [{ "file": "…", "line": 3,
 * "rule": "drop-table", "because": "…" }] }`.
 *
 * @throws {MigrationFilesError} when the file is not of this form; the message names each wrong place.
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
  if (!Array.isArray(allow)) throw new MigrationFilesError(`${name} must have a list "allow"`);
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
    throw new MigrationFilesError(`${name} must be JSON`);
  }
}

function problemsOf(entry: unknown): string[] {
  if (typeof entry !== "object" || entry === null) return [" must be an object"];
  const fields = entry as Partial<Record<keyof FileSilence, unknown>>;
  const texts = (["file", "rule", "because"] as const)
    .filter((key) => typeof fields[key] !== "string" || fields[key].trim() === "")
    .map((key) => `.${key} must be a text that is not empty`);
  const isLine = Number.isInteger(fields.line) && Number(fields.line) > 0;
  return isLine ? texts : [...texts, ".line must be a whole number from 1"];
}
