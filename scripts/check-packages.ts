import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Packs what is published, lints the tarballs, installs them in an empty folder with npm, and uses
 * them there as a stranger would. Needs `turbo run build` first.
 */
const published = [
  "migrations",
  "packages/schema",
  "packages/query",
  "packages/migrator",
  "packages/repositories",
  "packages/wire",
  "apps/server",
  "apps/cli",
];
const libraries = 6;

const directory = mkdtempSync(join(tmpdir(), "handsfree-packages-"));
try {
  const tarballs = published.map((folder) => {
    const target = join(directory, folder.replace("/", "-"));
    run("pnpm", ["pack", "--pack-destination", target], resolve(folder));
    const [tarball] = readdirSync(target);
    return join(target, tarball ?? "none");
  });
  for (const tarball of tarballs) run("pnpm", ["exec", "publint", "run", "--strict", tarball]);
  for (const tarball of tarballs.slice(0, libraries)) {
    run("pnpm", ["exec", "attw", "--profile", "esm-only", "--quiet", tarball]);
  }
  useAsStranger(tarballs);
  console.log(`${tarballs.length} packages: packed, linted, installed and used`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function useAsStranger(tarballs: readonly string[]): void {
  writeFileSync(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
  run("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--loglevel=error",
    ...tarballs,
  ]);
  writeFileSync(
    join(directory, "stranger.ts"),
    `import { migrationsDirectory, schemaManifestFiles } from "@handsfree/migrations";
     import { migrateUp, readManifest, readMigrations, readSchema } from "@handsfree/migrator";
     import { openDatabase } from "@handsfree/query";
     import { listCommands, recordCommand } from "@handsfree/repositories";

     await using db = await openDatabase({ path: ":memory:" });
     await migrateUp(db, await readMigrations(migrationsDirectory));
     const { schema } = await readManifest(schemaManifestFiles.duckdb, "duckdb");
     if (JSON.stringify(schema) !== JSON.stringify(await readSchema(db))) throw new Error("another schema");
     const userId = "019a2f6e-0000-7000-8000-000000000001";
     const recorded = await recordCommand(db, { userId, inputType: "text", status: "ok" });
     const { items } = await listCommands(db, { userId });
     if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
     if (items[0]?.id !== recorded.command.id) throw new Error("the command is not there");
    `,
  );
  run(process.execPath, ["stranger.ts"]);
  // A consumer's own compiler must agree with the declarations.
  writeFileSync(
    join(directory, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        noEmit: true,
        strict: true,
        module: "nodenext",
        target: "es2024",
        lib: ["es2024", "esnext.disposable"],
        types: ["node"],
        typeRoots: [resolve("node_modules/@types")],
        skipLibCheck: true,
      },
      files: ["stranger.ts"],
    }),
  );
  run(resolve("node_modules/.bin/tsc"), []);
  const database = ["--database", join(directory, "stranger.db")];
  run("node_modules/.bin/handsfree", ["migrate", "up", ...database]);
  run("node_modules/.bin/handsfree", ["migrate", "status", ...database]);
  const backup = join(directory, "backup.db");
  run("node_modules/.bin/handsfree", ["backup", backup, ...database]);
  run("node_modules/.bin/handsfree", ["restore", backup, "--force", ...database]);
}

function run(command: string, args: readonly string[], cwd = directory): void {
  const inRepository = command === "pnpm" && cwd === directory;
  execFileSync(command, args, {
    cwd: inRepository ? process.cwd() : cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
