import { afterEach, expect, test, vi } from "vitest";
import { newId } from "../src/new-id.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("an id is a UUIDv7 of its time", () => {
  vi.useFakeTimers({ now: Date.parse("2100-03-01T12:00:00.123Z") });
  const id = newId();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  expect(new Date(time).toISOString()).toBe("2100-03-01T12:00:00.123Z");
});

test("ids grow, also within a millisecond and after the clock goes back", () => {
  vi.useFakeTimers({ now: Date.parse("2101-01-01T00:00:00Z") });
  const ids: string[] = [];
  for (const jump of [0, 1, 3_600_000, -7_200_000, 5]) {
    vi.setSystemTime(Date.now() + jump);
    for (let n = 0; n < 20_000; n++) ids.push(newId());
  }
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});
