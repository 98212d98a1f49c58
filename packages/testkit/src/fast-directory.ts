import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a new directory, in memory if there is room for this number of bytes. The database of a test lives for
 * milliseconds, and a disk would slow each one down.
 */
export async function makeFastDirectory(prefix: string, bytes: number): Promise<string> {
  const memory = "/dev/shm";
  const space = await statfs(memory).catch(() => undefined);
  const hasRoom = space !== undefined && space.bavail * space.bsize > bytes;
  return mkdtemp(join(hasRoom ? memory : tmpdir(), prefix));
}
