import type { AccessKey } from "@handsfree/repositories/identity";
import { renderGivenAccessKey } from "@handsfree/wire/identity";
import { invocation } from "../invocation.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";

interface GivenKey {
  readonly text: string;
  readonly key: AccessKey;
  readonly previous?: AccessKey;
}

/**
 * Prints a new key alone on standard output, so that a script can keep it. What a person has to know about it goes to
 * standard error.
 */
export async function printGivenKey(
  given: GivenKey,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (json) return printJson(renderGivenAccessKey(given));
  await print(`${given.text}\n`);
  invocation().stderr.write(`${plainText(notes(given))}\n`);
}

function notes({ key, previous }: GivenKey): string {
  const once = `This key is shown once, and stored nowhere: keep it now. Its id is ${key.id}.`;
  const end = previous?.expiresAt?.toISOString();
  return end === undefined ? once : `${once} The old key is valid until ${end}.`;
}
