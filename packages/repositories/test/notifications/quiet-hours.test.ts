import { expect, test } from "vitest";
import {
  type QuietHours,
  quietUntil,
  requireQuietHours,
} from "../../src/notifications/quiet-hours.ts";

const night: QuietHours = {
  timeZone: "Europe/Berlin",
  from: "22:00",
  until: "07:00",
  urgentPasses: false,
};

function until(hours: Partial<QuietHours>, now: string): string | undefined {
  return quietUntil({ ...night, ...hours }, new Date(now))?.toISOString();
}

test("quiet hours over midnight end in the morning, and only within them", () => {
  expect(until({}, "2026-01-10T20:59:59.999Z")).toBeUndefined();
  expect(until({}, "2026-01-10T21:00:00Z")).toBe("2026-01-11T06:00:00.000Z");
  expect(until({}, "2026-01-11T05:59:59Z")).toBe("2026-01-11T06:00:00.000Z");
  expect(until({}, "2026-01-11T06:00:00Z")).toBeUndefined();
});

test("quiet hours within a day end on that day", () => {
  const noon = { from: "12:00", until: "13:30" };
  expect(until(noon, "2026-01-10T11:45:12Z")).toBe("2026-01-10T12:30:00.000Z");
  expect(until(noon, "2026-01-10T12:30:00Z")).toBeUndefined();
  expect(until(noon, "2026-01-10T22:30:00Z")).toBeUndefined();
});

test("in the nights in which the clock changes, the local time counts", () => {
  // Forward at 02:00 local time, to 03:00: the night is an hour shorter.
  expect(until({}, "2026-03-28T21:30:00Z")).toBe("2026-03-29T05:00:00.000Z");
  // Back at 03:00, to 02:00: it is an hour longer.
  expect(until({}, "2026-10-24T20:30:00Z")).toBe("2026-10-25T06:00:00.000Z");
});

test("an end that the clock skips is the first minute after it, and one that it repeats the first", () => {
  // There is no 02:30 on that day.
  expect(until({ until: "02:30" }, "2026-03-29T00:10:00Z")).toBe("2026-03-29T01:00:00.000Z");
  // 02:30 comes twice. The hours end the first time; from 02:00 on they are quiet again.
  expect(until({ until: "02:30" }, "2026-10-24T23:10:00Z")).toBe("2026-10-25T00:30:00.000Z");
  expect(until({ until: "02:30" }, "2026-10-25T00:45:00Z")).toBeUndefined();
  expect(until({ until: "02:30" }, "2026-10-25T01:10:00Z")).toBe("2026-10-25T01:30:00.000Z");
});

test("zones far from UTC, and with parts of an hour, have their own nights", () => {
  expect(until({ timeZone: "Asia/Kathmandu" }, "2026-06-01T16:15:00Z")).toBe(
    "2026-06-02T01:15:00.000Z",
  );
  expect(until({ timeZone: "Pacific/Kiritimati" }, "2026-06-01T08:00:00Z")).toBe(
    "2026-06-01T17:00:00.000Z",
  );
  // A change by half an hour.
  expect(until({ timeZone: "Australia/Lord_Howe" }, "2026-10-03T12:00:00Z")).toBe(
    "2026-10-03T20:00:00.000Z",
  );
});

test.for(["2026-03-29", "2026-10-25"])(
  "in every minute around the change of %s the end is the first that is not quiet",
  (day) => {
    const minute = 60_000;
    const noon = new Date(`${day}T12:00:00Z`).getTime();
    const minutes = Array.from({ length: 24 * 60 }, (_, index) => noon - index * minute);
    const ends = minutes.map((at) => quietUntil(night, new Date(at))?.getTime());
    // Read backwards: a quiet minute ends where the later one did, or at the later one.
    const expected = ends.map((end, index) =>
      end === undefined ? undefined : (ends[index - 1] ?? (minutes[index] ?? 0) + minute),
    );
    expect(ends.filter((end) => end !== undefined).length).toBeGreaterThan(400);
    expect(ends).toEqual(expected);
  },
);

test.for([
  [{ timeZone: "Mars/Olympus" }, "quietHours.timeZone"],
  [{ from: "24:00" }, "quietHours.from"],
  [{ until: "7:00" }, "quietHours.until"],
  [{ until: "22:00" }, "quietHours.until"],
  [{ urgentPasses: 1 as never }, "quietHours.urgentPasses"],
] as const)("quiet hours with %j are refused", ([wrong, field]) => {
  expect(() => requireQuietHours("quietHours", { ...night, ...wrong })).toThrow(
    expect.objectContaining({ code: "invalid_input", field }) as Error,
  );
});
