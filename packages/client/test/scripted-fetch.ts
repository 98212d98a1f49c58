/** One request that a client sent. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

type Step = Response | Error | ((seen: Seen, signal: AbortSignal) => Response | Promise<Response>);

/** A `fetch` that answers by a script, and repeats the last step of it. */
export function scriptedFetch(...script: Step[]): { fetch: typeof fetch; seen: Seen[] } {
  const seen: Seen[] = [];
  const answer = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const request: Seen = {
      method: init.method ?? "GET",
      url: String(input),
      headers: new Headers(init.headers),
      body: init.body as string | undefined,
    };
    seen.push(request);
    const step = script[Math.min(seen.length, script.length) - 1];
    if (step instanceof Error) throw step;
    if (step instanceof Response) return step.clone();
    if (step === undefined) throw new Error("the script is empty");
    return await step(request, init.signal as AbortSignal);
  };
  return { fetch: answer, seen };
}

/** An answer with a JSON body. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": type, ...headers },
  });
}

/** A refusal with a code. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  more: object = {},
): Response {
  const body = {
    type: "about:blank",
    title: "Title",
    status,
    code,
    detail: `it is ${code}`,
    ...more,
  };
  return json(body, status, headers);
}

/** What `fetch` rejects with where there is no connection. */
export const noConnection: Error = new TypeError("fetch failed", {
  cause: new Error("connect ECONNREFUSED"),
});
