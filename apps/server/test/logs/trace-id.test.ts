import { expect, test } from "vitest";
import { traceIdOf } from "../../src/logs/trace-id.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

test.for([`00-${trace}-${parent}-01`, `00-${trace}-${parent}-ff`, `cc-${trace}-${parent}-01-more`])(
  "%s names the trace",
  (header) => {
    expect(traceIdOf(header)).toBe(trace);
  },
);

test.for([
  undefined,
  "",
  [`00-${trace}-${parent}-01`],
  `00-${trace}-${parent}`,
  `00-${trace}-${parent}-01-more`,
  `ff-${trace}-${parent}-01`,
  `00-${"0".repeat(32)}-${parent}-01`,
  `00-${trace}-${"0".repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${parent}-01`,
  `00-${trace}\n-${parent}-01`,
  `cc-${trace}-${parent}-01-${"x".repeat(1000)}`,
])("%j names none", (header) => {
  expect(traceIdOf(header)).toBeUndefined();
});
