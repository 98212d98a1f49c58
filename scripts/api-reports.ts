import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

/**
 * Writes the exports of each published library to `<package>/api/<entry>.api.md`, so that a change of the public
 * surface shows in review. With `--check` it writes nothing, and fails if a report differs. It also fails if an
 * exported name has no TSDoc, or if an entry exports too many names.
 * Needs `turbo run build` first.
 */
const libraries = [
  "migrations",
  "packages/schema",
  "packages/wire",
  "packages/client",
  "packages/agents",
  "packages/query",
  "packages/migrator",
  "packages/repositories",
  "packages/executors",
];
const mostNames = 140;

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
const scratch = mkdtempSync(join(tmpdir(), "handsfree-api-"));
const problems: string[] = [];
try {
  for (const library of libraries) reportLibrary(resolve(library));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function reportLibrary(folder: string): void {
  for (const [name, declarations] of entriesOf(folder)) {
    const report = describe(folder, declarations);
    const file = join(folder, "api", `${name}.api.md`);
    const shown = relative(process.cwd(), file);
    problems.push(...faultsOf(report).map((fault) => `${shown}: ${fault}`));
    if (!check) {
      mkdirSync(join(folder, "api"), { recursive: true });
      writeFileSync(file, report);
    } else if (report !== readIfThere(file)) {
      problems.push(`${shown} differs from the code; run pnpm api:reports and review the changes`);
    }
  }
}

/** The entries of `publishConfig.exports`, by name, each with its declarations. */
function entriesOf(folder: string): [name: string, declarations: string][] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    publishConfig: { exports: Record<string, string> };
  };
  return Object.entries(manifest.publishConfig.exports)
    .filter(([, target]) => target.endsWith(".js"))
    .map(([entry, target]) => [
      entry === "." ? "index" : entry.slice(2).replaceAll("/", "-"),
      join(folder, target.replace(/\.js$/, ".d.ts")),
    ]);
}

function describe(folder: string, declarations: string): string {
  const silent = { default: { logLevel: "none" as const } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: "nodenext",
            target: "es2024",
            lib: ["es2024", "esnext.disposable"],
            strict: true,
            skipLibCheck: true,
            types: ["node"],
          },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: "report.api.md",
        reportFolder: scratch,
        reportTempFolder: scratch,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    } as never,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
  });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return readFileSync(join(scratch, "report.api.md"), "utf8");
}

function faultsOf(report: string): string[] {
  const exported = report.matchAll(
    /^(\/\/ @public.*)\nexport (?:(?:declare|abstract|async) )*(?:class|const|function|interface|type) (\w+)/gm,
  );
  const names = new Set<string>();
  const documented = new Set<string>();
  for (const [, tags = "", name = ""] of exported) {
    names.add(name);
    // The TSDoc of one overload is enough.
    if (!tags.includes("(undocumented)")) documented.add(name);
  }
  return [
    ...[...names].filter((name) => !documented.has(name)).map((name) => `${name} has no TSDoc`),
    ...(names.size > mostNames ? [`exports ${names.size} names; the maximum is ${mostNames}`] : []),
  ];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
