import { DatabaseError } from "../../errors.ts";
import type { EngineOptions } from "./engine.ts";
import { LastingEngine } from "./lasting-engine.ts";
import { locate } from "../files/open-instance.ts";

/** One user's reference to an engine that several may use. */
export interface SharedEngine {
  readonly engine: LastingEngine;
  /** The last user's release closes the engine. */
  release(): Promise<void>;
}

interface Entry {
  readonly opened: Promise<LastingEngine>;
  readonly readOnly: boolean;
  users: number;
}

/** Open engines by file. Two engines of one file would have two writers, which could conflict. */
const entries = new Map<string, Entry>();
/** Files that are being closed. They can be opened again only after that. */
const closing = new Map<string, Promise<void>>();

/** Opens a file, or shares the engine that this process has for it. */
export async function shareEngine(
  path: string,
  readOnly: boolean,
  options: EngineOptions,
): Promise<SharedEngine> {
  if (path === ":memory:") return hold(await LastingEngine.open(path, readOnly, options));
  const file = await locate(path, readOnly);
  while (closing.has(file)) await closing.get(file);

  let entry = entries.get(file);
  if (entry && entry.readOnly !== readOnly) {
    throw new DatabaseError(
      "database_locked",
      `${file} is open in this process ${entry.readOnly ? "for reading only" : "for writing"} already; open it the same way, or close it first`,
    );
  }
  entry ??= { opened: LastingEngine.open(file, readOnly, options), readOnly, users: 0 };
  entries.set(file, entry);
  entry.users++;
  try {
    return hold(await entry.opened, () => leave(file, entry));
  } catch (error) {
    entries.delete(file);
    throw error;
  }
}

function hold(
  engine: LastingEngine,
  leaving: (engine: LastingEngine) => Promise<void> = (last) => last.close(),
): SharedEngine {
  let released: Promise<void> | undefined;
  return {
    engine,
    release: () => {
      released ??= leaving(engine);
      return released;
    },
  };
}

async function leave(file: string, entry: Entry): Promise<void> {
  entry.users--;
  if (entry.users > 0) return;
  entries.delete(file);
  const closed = entry.opened.then((engine) => engine.close()).finally(() => closing.delete(file));
  closing.set(file, closed);
  await closed;
}
