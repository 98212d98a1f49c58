import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { logStream } from "../src/log-stream.ts";

test("the lines of one turn of the event loop are one write, in their order", async () => {
  const writes: string[] = [];
  const log = logStream((lines) => void writes.push(lines));
  log.write("one\n");
  await Promise.resolve();
  log.write("two\n");
  expect(writes).toEqual([]);
  await setImmediate();
  log.write("three\n");
  await setImmediate();
  expect(writes).toEqual(["one\ntwo\n", "three\n"]);
});

test("what is left when the process ends is written", () => {
  const writes: string[] = [];
  const [last] = process.rawListeners("exit").slice(-1);
  const log = logStream((lines) => void writes.push(lines));
  const [flush] = process.rawListeners("exit").slice(-1) as (() => void)[];
  expect(flush).not.toBe(last);
  log.write("the reason\n");
  flush?.();
  expect(writes).toEqual(["the reason\n"]);
});

test("a reader that goes away ends the log, not the process", async () => {
  const module = new URL("../src/log-stream.ts", import.meta.url).href;
  const script = `
    import { logStream } from ${JSON.stringify(module)};
    const log = logStream();
    let lines = 0;
    const timer = setInterval(() => {
      log.write("a line\\n");
      if (++lines < 20) return;
      clearInterval(timer);
      process.stderr.write("it went on");
    }, 5);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  const said = text(child.stderr);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code] = (await once(child, "close")) as [number | null];
  expect([code, await said]).toEqual([0, "it went on"]);
});
