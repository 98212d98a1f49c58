import { readFileSync } from "node:fs";
import { InvalidInputError } from "@handsfree/query";
import { type Environment, findSetting } from "./environment.ts";
import type { SettingName } from "./table.ts";

/** The names of secrets that can also be given as the path of a file. */
type SecretName =
  Extract<SettingName, `${string}_FILE`> extends `${infer Name}_FILE` ? Name : never;

/**
 * A secret that is given itself, or as a file with it. White space around it is dropped, since a file ends with a line
 * break.
 *
 * @returns undefined for none.
 * @throws {InvalidInputError} naming the variable, without the secret.
 */
export function findSecret(
  environment: Environment,
  name: SecretName & SettingName,
): string | undefined {
  const fileName = `${name}_FILE` as const;
  const given = findSetting(environment, name);
  const file = findSetting(environment, fileName);
  if (given !== undefined && file !== undefined) {
    throw new InvalidInputError(name, `is given, and so is ${fileName}; set one of the two`);
  }
  const text = file === undefined ? given : readText(fileName, file);
  if (text === undefined) return undefined;
  if (text.trim() !== "") return text.trim();
  throw new InvalidInputError(name, "is empty; give the secret, or leave it out");
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new InvalidInputError(name, "cannot be read; give the path of a file with the secret");
  }
}
