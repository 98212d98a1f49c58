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
