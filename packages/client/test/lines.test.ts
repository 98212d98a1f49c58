import { expect, test } from "vitest";
import { createClient } from "../src/create-client.ts";
import { json, problem, scriptedFetch } from "./scripted-fetch.ts";

const encoder = new TextEncoder();

/** An answer in parts. @param parts an error breaks the connection. */
function answer(parts: readonly (string | Uint8Array | Error)[]): Response {
  const left = [...parts];
  const body = new ReadableStream({
    pull(controller) {
      const part = left.shift();
      if (part === undefined) controller.close();
      else if (part instanceof Error) controller.error(part);
      else controller.enqueue(typeof part === "string" ? encoder.encode(part) : part);
    },
  });
  return new Response(body, { headers: { "content-type": "application/jsonl; charset=utf-8" } });
}

function start(response: Response, options: { readonly maxAnswerBytes?: number } = {}) {
  const { fetch, seen } = scriptedFetch(() => response);
  const client = createClient({ url: "https://example.org", key: "k", fetch, ...options });
  const read = async (into: unknown[] = []): Promise<unknown[]> => {
    for await (const line of client.lines("GET /v1/audit/verification")) into.push(line);
    return into;
  };
  return { read, seen };
}

test("lines are read as they are, also where a part ends within a character", async () => {
  const bytes = encoder.encode('{"name":"é"}\n');
  const { read, seen } = start(
    answer(['{"n":1}\n{"n"', ":2}\n", bytes.subarray(0, 10), bytes.subarray(10), '{"n":3}']),
  );
  expect(await read()).toEqual([{ n: 1 }, { n: 2 }, { name: "é" }, { n: 3 }]);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET https://example.org/v1/audit/verification",
  ]);
});

test("a break within the answer is an error behind the lines that came, and nothing is asked again", async () => {
  const { read, seen } = start(answer(['{"n":1}\n', new Error("broken")]));
  const lines: unknown[] = [];
  await expect(read(lines)).rejects.toMatchObject({ code: "connection_failed" });
  expect(lines).toEqual([{ n: 1 }]);
  expect(seen).toHaveLength(1);
});

test("a refusal, another content and a line that is not JSON are problems", async () => {
  const refused = start(problem(429, "too_many_exports"));
  await expect(refused.read()).rejects.toMatchObject({ code: "too_many_exports" });
  await expect(start(json({})).read()).rejects.toMatchObject({ code: "unexpected_answer" });
  const cut = start(answer(['{"n":1}\n{"secret":']));
  await expect(cut.read()).rejects.toMatchObject({ code: "unexpected_answer" });
  await expect(cut.read()).rejects.toMatchObject({
    message: expect.not.stringContaining("secret"),
  });
});

test("a line that is too large ends the reading", async () => {
  const { read } = start(answer([`"${"x".repeat(50)}`, "x"]), { maxAnswerBytes: 40 });
  await expect(read()).rejects.toMatchObject({ code: "answer_too_large" });
});

test("JSON is read by the function that is given", async () => {
  const { fetch } = scriptedFetch(() => json({ id: "1" }));
  const parseJson = (text: string): unknown => ({ text });
  const client = createClient({ url: "https://example.org", key: "k", fetch, parseJson });
  expect(await client.me()).toEqual({ text: '{"id":"1"}' });
});
