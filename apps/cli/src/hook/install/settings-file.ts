import { mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HookError, parseExactly } from "@handsfree/agents/hooks";

/** A settings file as it was read. */
export interface SettingsText {
  /** Where it is, without symbolic links. */
  readonly path: string;
  /** Empty if there is none. */
  readonly text: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @throws {HookError} if it is no plain JSON object. */
export async function readSettings(file: string): Promise<SettingsText> {
  const path = await realpath(file).catch(() => file);
  const text = await readText(path);
  if (text.trim() === "") return { path, text, settings: {} };
  try {
    const settings = parseExactly(text);
    if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) {
      return { path, text, settings: settings as Record<string, unknown> };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new HookError(
    `${path} is not one plain JSON object, or has comments, which would be lost; it is unchanged. Remove the comments, or add the hooks by hand`,
  );
}

/** The text of settings, with the indentation of the old text. */
export function printSettings(settings: object, { text }: SettingsText): string {
  const indent = /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
  return `${JSON.stringify(settings, null, indent)}\n`;
}

/**
 * Replaces the file at once and whole, with the permissions that it has.
 *
 * @throws {HookError} if the file was changed since it was read.
 */
export async function writeSettings(old: SettingsText, text: string): Promise<void> {
  const { path } = old;
  await mkdir(dirname(path), { recursive: true });
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(text);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await readText(path)) !== old.text) {
      throw new HookError(`${path} was changed meanwhile; it is left so. Run the command again`);
    }
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw new HookError(`${path} cannot be read (${code ?? "unknown"})`);
  }
}
