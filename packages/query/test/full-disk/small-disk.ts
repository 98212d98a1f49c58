import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Gives back the megabytes that were taken at the start. */
  makeRoom: () => void;
  /** Takes all that is left. */
  fillUp: () => void;
}

/** A disk of 24 MB of which some are taken; undefined where nobody may mount one. */
export function mountSmallDisk(takenMegabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), "handsfree-disk-"));
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmSync(path, { recursive: true });
    if (process.env["CI"] !== undefined && process.getuid?.() === 0) throw error;
    process.stdout.write("a small disk cannot be mounted here; the full-disk tests are skipped\n");
    return undefined;
  }
  const ballast = join(path, "ballast");
  writeFileSync(ballast, Buffer.alloc(takenMegabytes * 2 ** 20));
  return {
    path,
    makeRoom: () => rmSync(ballast),
    fillUp: () => {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize), { flag: "a" });
    },
    [Symbol.dispose]: () => {
      // Lazily: an instance that failed may hold its file until the process ends.
      execFileSync("/bin/umount", ["-l", path]);
      rmSync(path, { recursive: true });
    },
  };
}
