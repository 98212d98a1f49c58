import fc from "fast-check";
import { expect, test } from "vitest";
import { SseParser, type StreamedEvent } from "../../src/events/sse-parser.ts";

/** Parses the text, cut into chunks at these bytes. */
function parse(text: string, cuts: readonly number[] = []): StreamedEvent[] {
  const bytes = new TextEncoder().encode(text);
  const parser = new SseParser(10_000);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  let from = 0;
  const events: StreamedEvent[] = [];
  for (const end of ends) {
    events.push(...parser.push(bytes.subarray(from, end)));
    from = end;
  }
  return events;
}

test("the examples of the HTML standard are parsed as it says", () => {
  const data = (text: string): (string | undefined)[] => parse(text).map((event) => event.data);
  expect(data("data: HAND\ndata: +2\ndata: 10\n\n")).toEqual(["HAND\n+2\n10"]);
  expect(
    parse(
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
    ),
  ).toEqual([
    { id: "1", data: "first event" },
    { id: "", data: "second event" },
    { id: "", data: " third event" },
  ]);
  // An event that its blank line does not end is not one.
  expect(data("data\n\ndata\ndata\n\ndata:")).toEqual(["", "\n"]);
  expect(data("data:test\n\ndata: test\n\n")).toEqual(["test", "test"]);
});

test("an id alone moves the position, and one with a NUL does not", () => {
  expect(parse("id: 7\n\nid: 8\0\n\ndata: x\n\n")).toEqual([
    { id: "7", data: undefined },
    { id: "7", data: "x" },
  ]);
});

test("unknown fields, comments and a byte order mark are ignored, and retry takes digits alone", () => {
  const parser = new SseParser(100);
  const bytes = new TextEncoder().encode(
    "\uFEFFretry: 1500\nretry: 2s\n:\nfoo: bar\nevent: a\ndata: x\n\n",
  );
  expect([...parser.push(bytes)]).toEqual([{ id: undefined, data: "x" }]);
  expect(parser.retry).toBe(1500);
});

test("an event has a largest size, and comments have no largest number", () => {
  const parser = new SseParser(100);
  const push = (text: string): StreamedEvent[] => [...parser.push(new TextEncoder().encode(text))];
  for (let count = 0; count < 1000; count += 1) expect(push(": heartbeat\n\n")).toEqual([]);
  for (let count = 0; count < 1000; count += 1) expect(push(": heartbeat\n")).toEqual([]);
  expect(() => push(`data: ${"x".repeat(100)}`)).toThrow(/too large/);
  const many = new SseParser(100);
  expect(() => {
    for (let count = 0; count < 100; count += 1) {
      for (const _ of many.push(new TextEncoder().encode("data:\n"))) expect.unreachable();
    }
  }).toThrow(/too large/);
});

const line = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((text) => text.replaceAll(/[\r\n\0]/g, ""));
const event = fc.record({
  id: fc.option(fc.nat().map(String), { nil: undefined }),
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
  end: fc.constantFrom("\n", "\r", "\r\n"),
  comment: fc.boolean(),
});

test("events are the same however their bytes are cut, and whatever ends their lines", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 8 }),
      fc.array(fc.nat(10_000), { maxLength: 40 }),
      (events, cuts) => {
        const text = events
          .map(({ id, data, end, comment }) =>
            [
              ...(comment ? [": é 🎉"] : []),
              ...(id === undefined ? [] : [`id: ${id}`]),
              ...data.map((one) => `data: ${one}`),
              "",
              "",
            ].join(end),
          )
          .join("");
        let last: string | undefined;
        const expected = events.map(({ id, data }) => {
          last = id ?? last;
          return { id: last, data: data.join("\n") };
        });
        expect(parse(text, cuts)).toEqual(expected);
      },
    ),
  );
});
