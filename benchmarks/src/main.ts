import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "@handsfree/testkit";
import { runMemory } from "./memory/run-memory.ts";
import { memoryWorkload, readOptions } from "./options.ts";
import { describeMachine } from "./report/machine.ts";
import { toMarkdown } from "./report/markdown.ts";
import { printResults } from "./report/print.ts";
import { compareWithPython } from "./report/python-figures.ts";
import type { Results } from "./report/results.ts";
import { judge } from "./report/verdicts.ts";
import { type Listener, runAll } from "./run.ts";

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
const cells = await runAll(options, directory.path, listener);
if (options.only.has(memoryWorkload)) listener.progress(`memory, ${options.memoryQueries} queries`);
const memory = options.only.has(memoryWorkload)
  ? await runMemory(options.memoryQueries, directory.path, listener.problem)
  : undefined;

const results: Results = {
  machine: describeMachine(),
  command: ["pnpm bench", ...args.filter((arg) => arg !== "--")].join(" "),
  verdicts: judge(cells, memory),
  python: compareWithPython(cells),
  memory,
  cells,
  problems,
};
printResults(results);

const benchmarks = new URL("..", import.meta.url);
const write = (file: string, text: string) => writeFile(new URL(file, benchmarks), text);
await mkdir(fileURLToPath(new URL("results", benchmarks)), { recursive: true });
await write("results/latest.json", `${JSON.stringify(results, null, 2)}\n`);
if (options.report && problems.length === 0)
  await write("../docs/benchmarks.md", toMarkdown(results));

// Only wrong results fail. People judge the times.
for (const problem of problems) console.error(`wrong: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
