import { expect, test } from "vitest";
import { addressOf } from "../../src/access/address.ts";

const request = (forwarded?: string | string[]) => ({
  ip: "127.0.0.1",
  headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
});

test.for([
  [undefined, "127.0.0.1"],
  ["203.0.113.7", "203.0.113.7"],
  // The caller has sent the first one, and the proxy has added the last.
  ["10.0.0.1, 203.0.113.7", "203.0.113.7"],
  [["10.0.0.1", "203.0.113.7"], "203.0.113.7"],
  ["", "127.0.0.1"],
] as const)("behind a proxy %j is %s", ([forwarded, address]) => {
  const headers = forwarded === undefined ? undefined : [forwarded].flat();
  expect(addressOf(request(headers) as never, true)).toBe(address);
});

test("without a proxy a caller cannot choose the address", () => {
  expect(addressOf(request("203.0.113.7") as never, false)).toBe("127.0.0.1");
});
