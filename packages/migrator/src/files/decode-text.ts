import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { MigrationFilesError } from "../errors.ts";

/**
 * Decodes UTF-8 without altering it: a decoder's replacement characters would be applied and stored. A
 * byte-order mark at the start is kept.
 *
 * @param file the file's name in an error.
 * @throws {MigrationFilesError} for other bytes, with the offset of the first (from 0) and its line (from 1).
 */
export function decodeText(file: string, bytes: Uint8Array): string {
  const utf16 = utf16Mark(bytes);
  if (utf16 !== undefined) {
    throw new MigrationFilesError(`${file} is ${utf16} text; save it as UTF-8`);
  }
  if (isUtf8(bytes)) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const offset = endOfText(bytes);
  const line = bytes
    .subarray(0, offset)
    .toString()
    .split(/\r\n?|\n/).length;
  const byte = bytes[offset]?.toString(16).padStart(2, "0");
  throw new MigrationFilesError(
    `${file} is not UTF-8 text: byte 0x${byte} at offset ${offset}, line ${line}; save it as UTF-8`,
  );
}

function utf16Mark([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "UTF-16 (little-endian)";
  return first === 0xfe && second === 0xff ? "UTF-16 (big-endian)" : undefined;
}

/** The number of bytes from the start that are UTF-8. */
function endOfText(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isValidStart(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // The prefix may end within a character, which is then the bad one.
  while (!isUtf8(bytes.subarray(0, good))) good -= 1;
  return good;
}

/** Whether further bytes could make it UTF-8. */
function isValidStart(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
