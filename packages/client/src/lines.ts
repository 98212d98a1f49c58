import { HandsFreeConnectionError } from "./connection-error.ts";
import type { Settings } from "./options.ts";
import type { Pace } from "./pace.ts";
import { HandsFreeProblem } from "./problem.ts";
import { parse, readAnswer } from "./read-answer.ts";
import { type AnyRequest, type Requester, targetOf } from "./requester.ts";
import { TimeLimit } from "./time-limit.ts";

/** The parts that the lines of an answer need. */
export interface LineSource {
  readonly requester: Requester;
  readonly pace: Pace;
  readonly settings: Settings;
}

/**
 * The lines of an answer of JSON Lines as they arrive. It is one attempt: a break within the answer is an error. The time
 * limit of a call holds for the pause before each part of the answer.
 *
 * @throws {HandsFreeProblem} if the server refuses, or a line is not JSON.
 * @throws {HandsFreeConnectionError} if there is no answer, or it breaks, or a line is too large.
 */
export async function* linesOf(
  { requester, pace, settings }: LineSource,
  route: string,
  request: AnyRequest = {},
): AsyncGenerator<unknown, undefined> {
  const path = route.slice(route.indexOf(" ") + 1);
  const limit = new TimeLimit(request.timeout ?? settings.timeout, request.signal);
  try {
    const headers = { ...requester.ownerHeader(request), accept: "application/jsonl" };
    const attempt = { method: "GET", target: targetOf(path, request), headers };
    const response = await requester.connection.open({ ...attempt, signal: request.signal }, limit);
    const isLines = response.headers.get("content-type")?.startsWith("application/jsonl");
    if (!response.ok || isLines !== true) {
      await limit.run(() => readAnswer(response, settings, pace.now()));
      // An answer that succeeds and has no lines.
      throw new HandsFreeProblem(response, undefined, pace.now());
    }
    for await (const line of textLines(response, limit, settings.maxAnswerBytes)) {
      const json = parse(line, settings.parseJson);
      if (json === undefined) throw new HandsFreeProblem(response, undefined, pace.now());
      yield json;
    }
    return undefined;
  } finally {
    limit.end();
  }
}

async function* textLines(
  response: Response,
  limit: TimeLimit,
  most: number,
): AsyncGenerator<string, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      limit.restart();
      const { done, value } = await limit.run(reader.read.bind(reader));
      // What the consumer does with a line takes its own time.
      limit.stop();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield line;
      if (rest.length > most) throw new HandsFreeConnectionError("answer_too_large");
      if (!done) continue;
      if (rest !== "") yield rest;
      return;
    }
  } finally {
    // A connection that broke has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
