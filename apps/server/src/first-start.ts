import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Context } from "@handsfree/repositories";
import { createFirstAdmin } from "@handsfree/repositories/identity";
import { createSignInLink, signInUrl } from "@handsfree/repositories/sessions";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** The dependencies of the first start. */
export interface FirstStart {
  readonly db: Kysely<Database>;
  readonly context: Context;
  /** Where the key is kept; undefined for nowhere. */
  readonly keyFile: string | undefined;
  /** The origin at which the admin's browser reaches the server. */
  readonly origin: string;
  /** Shows a text to the person who starts the server. It must not be a log, since the text has the key. */
  readonly show: (text: string) => void;
}

/** Makes an admin in a database that has none, and shows the key and a sign-in link once. */
export async function welcomeFirstAdmin({
  db,
  context,
  keyFile,
  origin,
  show,
}: FirstStart): Promise<void> {
  const keep = async (text: string): Promise<void> => {
    if (keyFile !== undefined) await writeKey(keyFile, text);
  };
  const first = await createFirstAdmin(db, keep, context);
  if (first === undefined) return;
  const link = await createSignInLink(db, { userId: first.user.id }, context);
  show(
    [
      "",
      "  This is the first start. The admin\u2019s key, which is shown once:",
      "",
      `      ${first.text}`,
      "",
      ...(keyFile === undefined
        ? []
        : [`  It is also in ${keyFile}, which only you can read.`, ""]),
      ...(link.outcome === "created"
        ? [
            "  Sign in with a browser within 15 minutes, once:",
            "",
            `      ${signInUrl(origin, link.code)}`,
            "",
          ]
        : []),
    ].join("\n"),
  );
}

/** Writes a key so that only its owner can read it. A key that was there before stays, since it may be of use. */
async function writeKey(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rename(path, `${path}.old`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
