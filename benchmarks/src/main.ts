import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryDirectory } from "@handsfree/testkit";
import { runHttp } from "./http/run-http.ts";
import { measureQueries } from "./memory/measure-queries.ts";
import { measureReceiving } from "./memory/receiving.ts";
import { readOptions } from "./options.ts";
import { judgeCells } from "./report/judge-cells.ts";
import { judgeHttp } from "./report/judge-http.ts";
import { judgeMemory } from "./report/judge-memory.ts";
import { describeMachine } from "./report/machine.ts";
import { toMarkdown } from "./report/markdown.ts";
import { printResults } from "./report/print.ts";
import { judgePython } from "./report/python-figures.ts";
import type { Results } from "./report/results.ts";
import { type Listener, runAll } from "./run.ts";
import { runSoak } from "./soak/run-soak.ts";

const args = process.argv.slice(2);
const options = readOptions(args);
const problems: string[] = [];
const listener: Listener = {
  progress: (text: string) => console.error(`… ${text}`),
  problem(text: string) {
    problems.push(text);
    console.error(`wrong: ${text}`);
  },
};

await using directory = await temporaryDirectory();
const { path } = directory;
const cells = await runAll(options, path, listener);
const measure = async <T>(name: string, wanted: boolean, run: () => Promise<T>) => {
  if (!wanted) return undefined;
  listener.progress(name);
  return run();
};
const http = await measure("http", options.http, () =>
  runHttp(
    { rounds: options.rounds, milliseconds: options.httpMilliseconds },
    path,
    listener.problem,
  ),
);
const memory = await measure("memory", options.memory, async () => ({
  queries: await measureQueries(options.memoryQueries, path, listener.problem),
  receiving: await measureReceiving(options.receivingMilliseconds, path, listener.problem),
}));
const soak = await measure("soak", options.soakMinutes > 0, () =>
  runSoak(options.soakMinutes, path),
);

const results: Results = {
  machine: describeMachine(),
  command: ["pnpm bench", ...args.filter((arg) => arg !== "--")].join(" "),
  verdicts: [
    ...judgeCells(cells),
    ...judgePython(cells),
    ...judgeHttp(http),
    ...judgeMemory(memory),
  ],
  http,
  memory,
  soak,
  cells,
  problems,
};
printResults(results);

const root = fileURLToPath(new URL("../../", import.meta.url));
const json = `${JSON.stringify(results, null, 2)}\n`;
await mkdir(`${root}benchmarks/results`, { recursive: true });
await writeFile(`${root}benchmarks/results/latest.json`, json);
if (options.report && problems.length === 0) {
  const documents = ["docs/benchmarks.md", "docs/benchmarks.json"] as const;
  await writeFile(`${root}${documents[0]}`, toMarkdown(results));
  await writeFile(`${root}${documents[1]}`, json);
  await promisify(execFile)("pnpm", ["exec", "oxfmt", ...documents], { cwd: root });
}

// Only wrong results fail. People judge the times.
for (const problem of problems) console.error(`wrong: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
