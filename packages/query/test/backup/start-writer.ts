import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

/** A process that fills a database and then copies it over and over. */
export interface BackupProcess extends AsyncDisposable {
  /** Resolves when a copy has begun. */
  copying(): Promise<void>;
  kill(): void;
}

export async function startWriter(live: string, copy: string): Promise<BackupProcess> {
  const child = spawn(
    process.execPath,
    [
      "--conditions=@handsfree/source",
      "--input-type=module",
      "--eval",
      `import { backupDatabase, openDatabase } from ${JSON.stringify(import.meta.resolve("../../src/index.ts"))};
       const db = await openDatabase({ path: ${JSON.stringify(live)} });
       const statement = "create table ballast as select range as n, md5(range::text) as text from range(400000)";
       await db.executeQuery({ sql: statement, parameters: [], query: { kind: "RawNode" } });
       process.stdout.write("filled");
       await backupDatabase(db, ${JSON.stringify(copy)});
       process.stdout.write("copied");`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const closed = once(child, "close");
  await once(child.stdout, "data");
  const folder = dirname(copy);
  return {
    // The copy's file is there from the moment on in which it is attached.
    copying: () =>
      expect
        .poll(
          () =>
            readdirSync(folder)
              .filter((name) => name.startsWith(".handsfree-"))
              .some((name) => existsSync(join(folder, name, "copy.db"))),
          { interval: 1 },
        )
        .toBe(true),
    kill: () => child.kill("SIGKILL"),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
