import { expect, test } from "vitest";
import { withDecoded } from "../../src/json.ts";

test("small texts are values, and a large one is decoded once, when it is read", () => {
  const large = JSON.stringify({ text: "x".repeat(20_000) });
  const record = withDecoded({ id: 1 }, { small: '{"a":1}', none: null, large, broken: "{" });
  expect(Object.keys(record)).toEqual(["id", "small", "none", "large", "broken"]);
  expect(Object.getOwnPropertyDescriptor(record, "small")?.value).toEqual({ a: 1 });
  expect(Object.getOwnPropertyDescriptor(record, "large")).not.toHaveProperty("value");
  expect(record.large).toEqual(JSON.parse(large));
  expect(record.large).toBe(record.large);
  expect({ ...record }).toEqual({
    id: 1,
    small: { a: 1 },
    none: null,
    large: JSON.parse(large),
    broken: "{",
  });
});
