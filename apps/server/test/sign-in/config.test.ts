import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import type { SignInSettings } from "../../src/sign-in/settings.ts";

const read = (environment: Record<string, string>): SignInSettings =>
  readConfig(environment).signIn;
const openId = {
  OPENID_ISSUER: "https://login.example.org",
  OPENID_CLIENT_ID: "handsfree",
  OPENID_CLIENT_SECRET: "a secret",
};

test("a browser on this machine reaches the server at its port", () => {
  expect(read({ PORT: "9000" }).origin).toBe("http://localhost:9000");
});

test.for([
  ["https://handsfree.example.org", "https://handsfree.example.org"],
  ["https://HandsFree.example.org:8443/", "https://handsfree.example.org:8443"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://[::1]:8080", "http://[::1]:8080"],
] as const)("the public URL %s is %s", ([PUBLIC_URL, origin]) => {
  expect(read({ PUBLIC_URL }).origin).toBe(origin);
});

test.for([
  "",
  "handsfree.example.org",
  "http://handsfree.example.org",
  "ftp://localhost",
  "https://handsfree.example.org/app",
  "https://user@handsfree.example.org",
  "https://handsfree.example.org?x=1",
])("the public URL %j is refused", (PUBLIC_URL) => {
  expect(() => read({ PUBLIC_URL })).toThrow(/^PUBLIC_URL (?:is not|has more)/);
});

test("behind a proxy the public URL has to be given", () => {
  expect(() => read({ BEHIND_TLS_PROXY: "on" })).toThrow(/^PUBLIC_URL is missing/);
});

test("a provider has an id and a secret, which can be in a file", async () => {
  expect(read({}).openId).toBeUndefined();
  const expected = {
    issuer: "https://login.example.org",
    clientId: "handsfree",
    clientSecret: "a secret",
    createsMembers: false,
  };
  expect(read(openId).openId).toEqual(expected);
  expect(read({ ...openId, OPENID_CREATE_MEMBERS: "on" }).openId?.createsMembers).toBe(true);
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "secret");
  await writeFile(file, "a secret\n");
  const { OPENID_CLIENT_SECRET: _, ...rest } = openId;
  expect(read({ ...rest, OPENID_CLIENT_SECRET_FILE: file }).openId).toEqual(expected);
  for (const [change, problem] of [
    [{ OPENID_CLIENT_SECRET_FILE: join(directory.path, "none") }, /SECRET_FILE cannot be read/],
    [{ OPENID_CLIENT_SECRET_FILE: file, OPENID_CLIENT_SECRET: "x" }, /set one of the two/],
    [{}, /set one of the two/],
    [{ OPENID_CLIENT_SECRET: "" }, /is empty/],
    [{ OPENID_CLIENT_SECRET: "x", OPENID_CLIENT_ID: "" }, /OPENID_CLIENT_ID is missing/],
    [{ OPENID_CLIENT_SECRET: "x", OPENID_ISSUER: "http://login.example.org" }, /OPENID_ISSUER is/],
    [{ OPENID_CLIENT_SECRET: "x", OPENID_CREATE_MEMBERS: "yes" }, /OPENID_CREATE_MEMBERS is/],
  ] as const) {
    expect(() => read({ ...rest, ...change })).toThrow(problem);
  }
});
