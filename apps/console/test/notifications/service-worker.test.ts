import { afterEach, expect, test, vi } from "vitest";
import { openPage } from "../../src/service-worker/open-page.ts";
import { readMessage } from "../../src/service-worker/push-message.ts";
import { receive } from "../../src/service-worker/receive.ts";

afterEach(() => vi.unstubAllGlobals());

const id = "019a2f6e-0000-7000-8000-0000000000a1";
const message = {
  type: "action.waiting",
  tag: id,
  title: "An action waits for you",
  body: null,
  url: `https://handsfree.example/waiting/${id}`,
  urgent: false,
  expires_at: null,
};

test("a message leads to the page of its action, on the server that the browser uses", () => {
  expect(readMessage(JSON.stringify(message))).toEqual({
    type: "action.waiting",
    tag: id,
    title: "An action waits for you",
    body: undefined,
    path: `/waiting/${id}`,
    urgent: false,
  });
});

test.for([
  "https://handsfree.example/v1/pending-actions",
  `https://handsfree.example/waiting/${id}/../../sign-in`,
  "https://handsfree.example/waiting/",
  `https://handsfree.example//evil.example/waiting/${id}`,
  "javascript:alert(1)",
  "no URL",
  null,
  7,
])("%j leads to the first page", (url) => {
  expect(readMessage(JSON.stringify({ ...message, url })).path).toBe("/");
});

test("a test leads to the notifications", () => {
  expect(readMessage(JSON.stringify({ ...message, type: "test", url: null })).path).toBe(
    "/notifications",
  );
});

test.for([undefined, "", "no JSON", "null", "7", "[]"])("%j still says something", (text) => {
  expect(readMessage(text)).toMatchObject({
    type: "unknown",
    title: "HandsFree has something for you",
    path: "/",
  });
});

test("members of other types than they should be are left out", () => {
  const odd = { type: 1, tag: {}, title: ["x"], body: 2, url: [], urgent: "yes" };
  expect(readMessage(JSON.stringify(odd))).toEqual({
    type: "unknown",
    tag: "unknown",
    title: "HandsFree has something for you",
    body: undefined,
    path: "/",
    urgent: false,
  });
});

test.for([
  [["/waiting/a", "/waiting/b"], "focus /waiting/b"],
  [["/", "/keys"], "open /waiting/b"],
  [[], "open /waiting/b"],
] as const)("a tap with windows at %j: %s", async ([paths, expected]) => {
  const done: string[] = [];
  const windows = paths.map((path) => ({
    url: `https://handsfree.example${path}?some=filter`,
    focus: async () => void done.push(`focus ${path}`),
  }));
  const clients = {
    matchAll: async () => windows,
    openWindow: async (path: string) => void done.push(`open ${path}`),
  };
  await openPage("/waiting/b", clients);
  expect(done).toEqual([expected]);
});

const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1";
const chrome =
  "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/153.0.0.0 Mobile Safari/537.36";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

test.for([
  [safari, ["silent The action does not wait for you any more"]],
  [chrome, ["close"]],
  [firefox, ["close"]],
] as const)("%s: a message that takes back does %j", async ([userAgent, expected]) => {
  vi.stubGlobal("navigator", { userAgent });
  const done: string[] = [];
  const registration = {
    getNotifications: async () => [{ close: () => done.push("close") }],
    showNotification: async (title: string, { silent }: { silent?: boolean }) =>
      void done.push(`${silent === true ? "silent" : "loud"} ${title}`),
  };
  const title = "The action does not wait for you any more";
  const cleared = readMessage(JSON.stringify({ ...message, type: "action.cleared", title }));
  await receive(cleared, registration as never);
  expect(done).toEqual(expected);
});
