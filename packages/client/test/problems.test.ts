import { expect, test } from "vitest";
import { createClient } from "../src/create-client.ts";
import { HandsFreeConnectionError } from "../src/connection-error.ts";
import { HandsFreeProblem } from "../src/problem.ts";
import { json, noConnection, problem, scriptedFetch } from "./scripted-fetch.ts";

const key = "hf_user_0123456789abcdef";
const url = "https://example.org/base/";
const secret = "correct horse battery staple";

async function refusal(answer: Response | Error): Promise<HandsFreeProblem> {
  const { fetch } = scriptedFetch(answer);
  const client = createClient({ url, key, fetch, retries: 0 });
  return client.commands.record({ input_type: "text", status: "ok", transcript: secret }).then(
    () => expect.unreachable("it succeeds"),
    (error: unknown) => error as HandsFreeProblem,
  );
}

test("a refusal says what RFC 9457 problem details say", async () => {
  const errors = [{ pointer: "/status", detail: "must be a word" }];
  const error = await refusal(
    problem(
      400,
      "invalid_input",
      { "x-request-id": "r1" },
      { field: "status", errors, action: {} },
    ),
  );
  expect(error).toBeInstanceOf(HandsFreeProblem);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "HandsFreeProblem",
    message: "it is invalid_input",
    code: "invalid_input",
    status: 400,
    title: "Title",
    detail: "it is invalid_input",
    field: "status",
    errors,
    requestId: "r1",
    retryAfter: undefined,
    retryable: false,
    members: expect.objectContaining({ code: "invalid_input", action: {} }) as object,
  });
  expect((await refusal(problem(404, "not_found", {}, { request_id: "r2" }))).requestId).toBe("r2");
});

test("a problem is retryable if the server says when", async () => {
  const after = async (status: number, header?: string): Promise<[unknown, boolean]> => {
    const headers: Record<string, string> = header === undefined ? {} : { "retry-after": header };
    const { retryAfter, retryable } = await refusal(problem(status, "a_code", headers));
    return [retryAfter, retryable];
  };
  expect(await after(429, "5")).toEqual([5, true]);
  expect(await after(503, " 0 ")).toEqual([0, true]);
  expect(await after(503, "Thu, 01 Jan 1970 00:00:00 GMT")).toEqual([0, true]);
  expect(await after(503)).toEqual([undefined, false]);
  expect(await after(500, "5")).toEqual([5, false]);
  for (const odd of ["soon", "-1", "1.5", "1e3", ""]) {
    expect(await after(503, odd)).toEqual([undefined, false]);
  }
});

test("an answer that is not of the API is told apart", async () => {
  const html = { headers: { "content-type": "text/html" } };
  for (const answer of [
    new Response("<p>captive portal", { status: 200, ...html }),
    new Response("<p>bad gateway", { status: 502, ...html }),
    new Response("{not json", { headers: { "content-type": "application/json" } }),
    new Response('"a text"', { status: 500, headers: { "content-type": "application/json" } }),
    new Response("", { status: 500 }),
  ]) {
    const error = await refusal(answer);
    expect(error).toBeInstanceOf(HandsFreeProblem);
    expect([error.code, error.status]).toEqual(["unexpected_answer", answer.status]);
  }
});

test("no error holds the key or the body of the request", async () => {
  for (const answer of [noConnection, problem(400, "invalid_input"), new Response(null)]) {
    const error: unknown = await refusal(answer);
    const shown = `${JSON.stringify(error)} ${String(error)} ${(error as Error).stack}`;
    expect(shown).not.toContain(key);
    expect(shown).not.toContain(secret);
  }
});

test("a key that is no header is refused without being shown", () => {
  for (const odd of [`${key}\n`, "kéy", "", `a ${key}`]) {
    expect(() => createClient({ url, key: odd })).toThrow(
      /^key must be printable ASCII without spaces, and not empty$/,
    );
  }
});

test("an address that is none of a server is refused", () => {
  for (const odd of ["", "example.org", "ftp://example.org", "https://me:pass@example.org"]) {
    expect(() => createClient({ url: odd, key })).toThrow(/^url must be the http\(s\) address/);
  }
  expect(() => createClient({ url, timeout: Number.NaN })).toThrow(/^timeout must be a number/);
});

test("no parameter of a path leads to another route", async () => {
  const { fetch, seen } = scriptedFetch(json({}));
  const client = createClient({ url, key, fetch });
  for (const odd of ["", ".", ".."]) {
    await expect(client.repoPolicies.get("octo", odd)).rejects.toThrow(/^name must be a text/);
  }
  await client.repoPolicies.get("a/b", "../c?d#é");
  expect(seen.map((request) => request.url)).toEqual([
    "https://example.org/base/v1/repo-policies/a%2Fb/..%2Fc%3Fd%23%C3%A9",
  ]);
});

test("an answer that is larger than allowed is not read to its end", async () => {
  let sent = 0;
  const endless = (): Response => {
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (to) => {
          sent += 1;
          to.enqueue(new Uint8Array(1000));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  const { fetch, seen } = scriptedFetch(endless);
  const client = createClient({ url, key, fetch, maxAnswerBytes: 10_000 });
  const error: unknown = await client.me().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HandsFreeConnectionError);
  expect(error).toMatchObject({ code: "answer_too_large" });
  expect([sent, seen.length]).toEqual([11, 1]);
});
