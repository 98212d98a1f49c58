import { isIdentifier } from "./random-text.ts";
import type { SecretName } from "./secret-name.ts";

/** The name of a member, as the redactor sees it. */
export interface MemberName {
  /** The name without secrets. */
  readonly kept: string;
  /** Whether the name says that its value is a secret. */
  readonly isSecret: boolean;
}

/** The names in code and in schemas are few. The limit is for bodies with names of their own. */
const remembered = 1000;

/**
 * Makes a function that reads names. It remembers those that are words alone, since they repeat. Others can be values,
 * such as a token or an address.
 */
export function nameReader(
  text: (value: string) => string,
  isSecretName: SecretName,
): (name: string) => MemberName {
  const known = new Map<string, MemberName>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const read = { kept: text(name), isSecret: isSecretName(name) };
    if (isIdentifier(name)) {
      if (known.size >= remembered) known.clear();
      known.set(name, read);
    }
    return read;
  };
}
