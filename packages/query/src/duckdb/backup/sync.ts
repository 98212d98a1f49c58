import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** Waits until the file's content is on the disk. DuckDB must not have it open: closing it drops the lock. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the names in the file's folder are on the disk, if the system supports that. */
export async function syncFolderOf(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
