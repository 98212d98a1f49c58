import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A new directory, in memory where that has room for so many bytes: a test's database lives for
 * milliseconds, and a disk makes each wait.
 */
export async function makeFastDirectory(prefix: string, bytes: number): Promise<string> {
  const memory = "/dev/shm";
  const space = await statfs(memory).catch(() => undefined);
  const hasRoom = space !== undefined && space.bavail * space.bsize > bytes;
  return mkdtemp(join(hasRoom ? memory : tmpdir(), prefix));
}
