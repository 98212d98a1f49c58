import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { databaseTargetFromEnvironment } from "@handsfree/query";
import type { Environment } from "../settings/environment.ts";
import { Problem } from "../http/problem.ts";

/** The room that the volume of a DuckDB file must have. */
export interface DiskSpace {
  /** A folder of the volume. */
  readonly folder: string;
  /** In bytes. */
  readonly minimum: number;
}

/** The check of the disk for the database that the environment names; undefined unless that is a DuckDB file. */
export function diskSpaceOf(environment: Environment, minimum: number): DiskSpace | undefined {
  const target = databaseTargetFromEnvironment(environment);
  if (target.engine !== "duckdb" || target.path === ":memory:") return undefined;
  return { folder: dirname(target.path), minimum };
}

/** The room on the volume of a folder for a user without privileges, in bytes. */
export async function findFreeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws {Problem} 503 if the volume has less room for a user without privileges. */
export async function requireDiskSpace({ folder, minimum }: DiskSpace): Promise<void> {
  const free = await findFreeSpace(folder);
  if (free >= minimum) return;
  throw new Problem(
    503,
    "disk_space_low",
    `the volume of the database has ${free} bytes left, and DISK_SPACE_MINIMUM is ${minimum}; make room`,
  );
}
