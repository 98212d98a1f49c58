import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Sample, judge } from "./soak/judge.ts";

const flat: Sample = { calls: 1, rssBytes: 2 ** 28, walBytes: 0, slowest: 5, slowestCall: "x" };
const run = (last: Partial<Sample>): Sample[] => [
  ...Array.from({ length: 6 }, () => flat),
  ...Array.from({ length: 3 }, () => ({ ...flat, ...last })),
];

test.for([
  ["flat", {}, []],
  ["a little more memory", { rssBytes: 2 ** 28 * 1.1 }, []],
  ["more memory", { rssBytes: 2 ** 28 * 1.2 }, [/^memory grew/]],
  ["a log within its bound", { walBytes: 48 * 2 ** 20 }, []],
  ["a log beyond it", { walBytes: 49 * 2 ** 20 }, [/^the log grew to 49 MB/]],
  ["slow calls", { slowest: 1001 }, [/^in stretch 7/, /^in stretch 8/, /^in stretch 9/]],
] as const)("the soak's verdict on %s", ([, last, faults]) => {
  expect(judge(run(last), "16.0 MiB")).toEqual(
    faults.map((fault) => expect.stringMatching(fault) as string),
  );
});

test("the soak runs, and no call of it fails", () => {
  const script = fileURLToPath(new URL("./soak.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@handsfree/source", script],
    {
      encoding: "utf8",
      env: { ...process.env, HANDSFREE_SOAK_MINUTES: "0.04", HANDSFREE_SOAK_CALLERS: "10" },
    },
  );
  expect(stderr).toBe("");
  // Seconds are too short for its verdict.
  expect(stdout).toMatch(/slowest ms\n(?:.*\n){9}/);
  expect(stdout).not.toContain("failed");
});
