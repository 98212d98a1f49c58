import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

const alive = new Set<string>();

/** A name for one run, which says where it runs. It counts as alive until `endOwner`. */
export function newOwner(): string {
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  alive.add(owner);
  return owner;
}

export function endOwner(owner: string): void {
  alive.delete(owner);
}

/** Whether the run is one of this process that has not ended. */
export function isAliveHere(owner: string): boolean {
  return alive.has(owner);
}

/** The owner without its random part, for people. */
export function describeOwner(owner: string): string {
  const [host, pid] = owner.split("/");
  return `process ${pid} on ${host}`;
}
