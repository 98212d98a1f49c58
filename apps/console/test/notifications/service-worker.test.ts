import { expect, test } from "vitest";
import { readMessage } from "../../src/service-worker/push-message.ts";

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
