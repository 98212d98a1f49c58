import { expect, test } from "vitest";
import { isPretty, prettyLines } from "../../src/logs/pretty-lines.ts";

async function shown(line: object): Promise<string> {
  let text = "";
  const stream = await prettyLines({ write: (lines) => void (text += lines) }, { colors: false });
  stream.write(`${JSON.stringify({ level: 30, time: 0, pid: 1, hostname: "h", ...line })}\n`);
  return text;
}

test("a request is one line that a person can read", async () => {
  const request = { method: "GET", path: "/v1/me", route: "/v1/me", statusCode: 200 };
  const line = { ...request, milliseconds: 3.1, request_id: "r1", msg: "request completed" };
  expect(await shown(line)).toMatch(
    /^\[\d\d:\d\d:\d\d\] INFO: GET \/v1\/me 200 in 3.1 ms \{"request_id":"r1"\}\n$/,
  );
});

test("other lines show their message and what belongs to it", async () => {
  const line = { level: 40, incident: "file_gone", msg: "the file was deleted" };
  expect(await shown(line)).toMatch(/WARN: the file was deleted \{"incident":"file_gone"\}\n$/);
});

test("on a terminal the lines are for people, elsewhere for programs, unless the setting says so", () => {
  expect([isPretty("auto", true), isPretty("auto", false)]).toEqual([true, false]);
  expect([isPretty("pretty", false), isPretty("json", true)]).toEqual([true, false]);
});
