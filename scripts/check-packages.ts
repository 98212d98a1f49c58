import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/**
 * Packs the published packages, lints the tarballs, installs them with npm in a folder with its own Kysely, and
 * uses them there as a consumer would. Needs `turbo run build` first.
 */
const published = [
  "migrations",
  "packages/schema",
  "packages/query",
  "packages/migrator",
  "packages/repositories",
  "packages/wire",
  "packages/client",
  "packages/agents",
  "packages/executors",
  "apps/server",
  "apps/cli",
];
const libraries = 9;
/** The maximum number of packages in an install. A new dependency must be worth a change of this number. */
const mostPackages = 180;

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
  const manifest = { private: true, type: "module", dependencies: { kysely: "^0.29.0" } };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  const installing = Date.now();
  run("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--loglevel=error",
    ...tarballs,
  ]);
  const installation = Date.now() - installing;
  checkInstall();
  writeFileSync(
    join(directory, "stranger.ts"),
    `import { createClient, type HandsFreeClient, HandsFreeConnectionError } from "@handsfree/client";
     import { migrationsDirectory, schemaManifestFiles } from "@handsfree/migrations";
     import { migrateUp, readManifest, readMigrations, readSchema } from "@handsfree/migrator";
     import { openDatabase } from "@handsfree/query";
     import { confirmPendingAction, createPendingAction } from "@handsfree/repositories/pending-actions";
     import { type Kysely, sql } from "kysely";

     await using db = await openDatabase({ path: ":memory:" });
     await migrateUp(db, await readMigrations(migrationsDirectory));
     const { schema } = await readManifest(schemaManifestFiles.duckdb, "duckdb");
     if (JSON.stringify(schema) !== JSON.stringify(await readSchema(db))) throw new Error("another schema");
     const userId = "019a2f6e-0000-7000-8000-000000000001";
     const proposal = await createPendingAction(db, {
       userId,
       summary: "Merge octo/repo#12",
       actionType: "merge_pr",
       actionPayload: { repo: "octo/repo", number: 12 },
     });
     if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
     const { token, action: { payloadDigest } } = proposal;
     const decision = await confirmPendingAction(db, { userId, token, payloadDigest });
     if (decision.outcome !== "confirmed") throw new Error(decision.outcome);
     // With the consumer's own Kysely: its types, its raw SQL and its signals.
     const count = async (own: Kysely<{ pending_actions: { summary: string } }>): Promise<number> => {
       const signal = AbortSignal.timeout(10_000);
       const { length } = await own.selectFrom("pending_actions").select("summary").execute({ signal });
       return length;
     };
     if ((await count(db.$pickTables<"pending_actions">())) !== 1) throw new Error("no action");
     const { rows } = await sql<{ one: number }>\`select 1 as one\`.execute(db);
     if (rows[0]?.one !== 1) throw new Error("no row");
     const client: HandsFreeClient = createClient({ url: "http://127.0.0.1:1", retries: 0 });
     const health = await client.health().then(({ status }) => status, (error: unknown) => error);
     if (!(health instanceof HandsFreeConnectionError)) throw new Error("an answer without a server");
    `,
  );
  run(process.execPath, ["stranger.ts"]);
  compile("stranger.ts", { module: "nodenext" });
  compile("stranger.ts", { module: "esnext", moduleResolution: "bundler" });
  // With the types of browsers, and none of Node.
  writeFileSync(
    join(directory, "page.ts"),
    `import { createClient } from "@handsfree/client";

     const client = createClient({ url: location.origin, fetch: (input, init) => fetch(input, init) });
     for await (const { display } of client.pendingActions.list()) document.title = display.summary;
    `,
  );
  const browser = { lib: ["es2024", "dom"], types: [] };
  compile("page.ts", { module: "esnext", moduleResolution: "bundler", ...browser });
  // Without what was checked since then.
  const since = String(Date.now() - installation);
  console.log(run(process.execPath, [resolve("scripts/first-held-call.ts"), since]).trim());
  checkHook();
  const database = ["--database", join(directory, "stranger.db")];
  run("node_modules/.bin/handsfree", ["migrate", "up", ...database]);
  run("node_modules/.bin/handsfree", ["migrate", "status", ...database]);
  const backup = join(directory, "backup.db");
  run("node_modules/.bin/handsfree", ["backup", backup, ...database]);
  run("node_modules/.bin/handsfree", ["restore", backup, "--force", ...database]);
}

/** The hook of an agent answers, and stops the call, since no server is named. */
function checkHook(): void {
  const message = {
    session_id: "s",
    cwd: directory,
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command: "git push" },
    tool_use_id: "toolu_1",
  };
  const answer = execFileSync("node_modules/.bin/handsfree", ["hook", "claude-code"], {
    cwd: directory,
    input: JSON.stringify(message),
    env: { PATH: process.env["PATH"] },
    encoding: "utf8",
  });
  if (!/"permissionDecision":"deny".*no server is named/.test(answer)) throw new Error(answer);
}

/** Requires that the consumer's Kysely is the only one, and that nothing is installed that does not load with it. */
function checkInstall(): void {
  const manifests = globSync("node_modules/**/package.json", { cwd: directory });
  const packages = manifests
    .map((file) => dirname(file))
    .filter((folder) => /node_modules\/(?:@[^/]+\/)?[^/]+$/.test(folder));
  const named = (name: string): string[] =>
    packages.filter((folder) => folder.endsWith(`node_modules/${name}`));
  if (named("kysely").length !== 1 || named("kysely-duckdb").length > 0) {
    throw new Error(`installed: ${[...named("kysely"), ...named("kysely-duckdb")].join(", ")}`);
  }
  if (packages.length > mostPackages) {
    throw new Error(`at most ${mostPackages} packages may be installed, got ${packages.length}`);
  }
  const bytes = globSync("node_modules/**", { cwd: directory })
    .map((file) => statSync(join(directory, file)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
  console.log(`installed: ${packages.length} packages, ${Math.round(bytes / 1e6)} MB`);
}

/** Compiles a file with the consumer's compiler, for one way of resolving modules. */
function compile(file: string, options: Readonly<Record<string, string | string[]>>): void {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    types: ["node"],
    typeRoots: [resolve("node_modules/@types")],
    skipLibCheck: false,
    ...options,
  };
  const config = { compilerOptions, files: [file] };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  run(resolve("node_modules/.bin/tsc"), []);
}

/** @returns what it prints. */
function run(command: string, args: readonly string[], cwd = directory): string {
  const inRepository = command === "pnpm" && cwd === directory;
  return execFileSync(command, args, {
    cwd: inRepository ? process.cwd() : cwd,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
}
