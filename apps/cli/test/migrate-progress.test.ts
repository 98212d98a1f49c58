import { expect, test } from "vitest";
import { formatDuration } from "../src/migrate/duration.ts";
import { Progress } from "../src/migrate/progress.ts";

const migration = { file: "001_a.sql" } as never;
const clear = "\r\u001B[K";

function record(isTTY: boolean): {
  written: string[];
  terminal: { isTTY: boolean; write(text: string): void };
} {
  const written: string[] = [];
  return { written, terminal: { isTTY, write: (text) => void written.push(text) } };
}

test("a terminal shows what runs and for how long, and is clean afterwards", () => {
  const { written, terminal } = record(true);
  let now = 0;
  {
    using progress = new Progress(terminal, () => now);
    progress.show({ type: "started", migration });
    now = 2400;
    progress.tick();
    progress.show({ type: "applied", migration, duration: 2400 });
    progress.tick();
    progress.show({ type: "statement", migration, statement: 2 });
  }
  expect(written).toEqual([
    `${clear}applying 001_a.sql … 0 ms`,
    `${clear}applying 001_a.sql … 2.4 s`,
    clear,
    `${clear}applying 001_a.sql, statement 2 … 0 ms`,
    clear,
  ]);
});

test("elsewhere only what needs patience is told", () => {
  const { written, terminal } = record(false);
  {
    using progress = new Progress(terminal, () => 0);
    progress.show({ type: "started", migration });
    progress.tick();
    progress.show({ type: "waiting", holder: "process 7 on host", silentFor: 5 });
    progress.show({ type: "taken_over", holder: "process 7 on host", silentFor: 15_000 });
  }
  expect(written).toEqual([
    "waiting for process 7 on host, which is migrating this database\n",
    "taking over from process 7 on host, which sent no heartbeat for 15.0 s\n",
  ]);
});

test.for([
  [12.3, "12 ms"],
  [59_940, "59.9 s"],
  [125_400, "2 min 5 s"],
] as const)("%i milliseconds are %s", ([milliseconds, text]) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
