import { expect, test } from "vitest";
import { keepLog, keepSecrets } from "../../../src/run-log/keep.ts";

test("sends a transcript", async () => {
  await keepSecrets(["call my mother at noon"]);
  expect(true).toBe(true);
});

test("logs what another test said", async () => {
  await keepLog('{"level":30,"msg":"heard: call my mother at noon"}\n');
  expect(true).toBe(true);
});
