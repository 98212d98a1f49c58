import { afterAll, vi } from "vitest";

/** A setup file of vitest. It fails a test file that changes the process, in which later test files run. */
const before = processState();
afterAll(() => {
  if (vi.isFakeTimers())
    throw new Error("the file leaves fake timers behind; call vi.useRealTimers");
  const after = processState();
  for (const [what, state] of Object.entries(before)) {
    if (after[what] !== state) throw new Error(`the file leaves ${what} of the process changed`);
  }
});

function processState(): Record<string, string> {
  return {
    "the working directory": process.cwd(),
    "the environment": JSON.stringify({ ...process.env }),
    "the signal handlers": ["SIGINT", "SIGTERM"]
      .map((signal) => process.listenerCount(signal))
      .join(),
    "the exit code": String(process.exitCode),
  };
}
