import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { GrantedCall } from "../calls/permission.ts";
import { sortMembers } from "../calls/call-key.ts";
import type { ToolUse } from "./hook-adapter.ts";

/** The right to report what a use of a tool did, which the hook before it leaves for the hook after it. */
export interface KeptLease {
  readonly actionId: string;
  readonly token: string;
  /** The digest of the arguments that may run. */
  readonly digest: string;
}

/** The maximum number of files. A use whose file was removed is abandoned: its outcome stays unknown. */
const mostFiles = 64;

/** The leases of the uses of tools that run now, as files that only their user can read. */
export class LeaseFiles {
  readonly #folder: string;

  /** @param folder is made when it is needed. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the lease of a granted use, and removes those whose time has passed. */
  keep(agent: string, use: ToolUse, { actionId, arguments: given, lease }: GrantedCall): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#removeOld(lease.seconds * 1000);
    const kept: KeptLease = { actionId, token: lease.token, digest: digestOf(given) };
    const file = this.#file(agent, use, given);
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
    renameSync(draft, file);
  }

  /** Takes the lease of a use that has run: a second call gets none. */
  take(agent: string, use: ToolUse): KeptLease | undefined {
    const file = this.#file(agent, use, use.input);
    try {
      const kept = JSON.parse(readFileSync(file, "utf8")) as Partial<KeptLease>;
      rmSync(file);
      const { actionId, token, digest } = kept;
      const isWhole = [actionId, token, digest].every((text) => typeof text === "string");
      return isWhole ? (kept as KeptLease) : undefined;
    } catch {
      return undefined;
    }
  }

  #file(agent: string, { id, session, tool }: ToolUse, given: unknown): string {
    // Without an id a use is known by its arguments: of equal calls only one has a lease at a time.
    return join(this.#folder, `${digestOf([agent, session, tool, id ?? given])}.json`);
  }

  #removeOld(longestAge: number): void {
    const files = readdirSync(this.#folder).map((name) => {
      const path = join(this.#folder, name);
      return { path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
    });
    const newestFirst = files.toSorted((a, b) => b.time - a.time);
    const now = Date.now();
    for (const [place, { path, time }] of newestFirst.entries()) {
      if (place >= mostFiles - 1 || now - time > longestAge) rmSync(path, { force: true });
    }
  }
}

/** The digest of arguments, the same for any order of their members. */
export function digestOf(given: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sortMembers(given)))
    .digest("hex");
}
