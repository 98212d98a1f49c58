import { readFile } from "node:fs/promises";
import { type DatabaseError, InvalidInputError } from "@handsfree/query";
import { adminKeyFileFromEnvironment } from "@handsfree/repositories/identity";
import { type DatabaseOptions, databaseTarget } from "../database.ts";
import { invocation } from "../invocation.ts";

export function noAdminKey(): InvalidInputError {
  return new InvalidInputError("ADMIN_KEY_FILE", "has no key of an admin of this server");
}

/** The admin's key that the first start of the server kept. @param otherwise what is thrown if none is kept. */
export async function readAdminKey(
  options: DatabaseOptions,
  otherwise: DatabaseError | undefined,
): Promise<string> {
  const { env } = invocation();
  const target = databaseTarget(options);
  const path = adminKeyFileFromEnvironment(
    target.engine === "duckdb"
      ? { ADMIN_KEY_FILE: env["ADMIN_KEY_FILE"], DUCKDB_PATH: target.path }
      : env,
  );
  try {
    const key = (await readFile(path ?? "", "utf8")).trim();
    if (!/^[!-~]+$/.test(key)) throw noAdminKey();
    return key;
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    if (otherwise !== undefined) throw otherwise;
    throw new InvalidInputError(
      "ADMIN_KEY_FILE",
      "cannot be read; give the file in which the first start kept the key of the admin",
    );
  }
}
