import { expect, test } from "vitest";
import { addressOf, networkOf } from "../../src/access/address.ts";

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
  ["203.0.113.7:55123", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
  ["[2001:db8::1]:55123", "2001:db8::1"],
] as const)("behind a proxy %j is %s", ([forwarded, address]) => {
  const headers = forwarded === undefined ? undefined : [forwarded].flat();
  expect(addressOf(request(headers) as never, true)).toBe(address);
});

test("without a proxy a caller cannot choose the address", () => {
  expect(addressOf(request("203.0.113.7") as never, false)).toBe("127.0.0.1");
});

test.for([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8::1:2:3:4", "2001:db8::"],
  ["2001:db8:0:1::5", "2001:db8:0:1::"],
  ["fe80::1%eth0", "fe80::"],
  ["unknown", "unknown"],
] as const)("limits count %s as %s", ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});
