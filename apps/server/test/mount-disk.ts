import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Disk extends Disposable {
  readonly path: string;
  resize: (size: string) => void;
}

/** A disk of that size, such as `8m`; undefined where the tests may not mount one. */
export function mountDisk(size: string): Disk | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), "handsfree-server-disk-"));
  execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path]);
  return {
    path,
    resize: (larger) => void execFileSync("/bin/mount", ["-o", `remount,size=${larger}`, path]),
    [Symbol.dispose]: () => {
      execFileSync("/bin/umount", ["-l", path]);
      rmSync(path, { recursive: true });
    },
  };
}
