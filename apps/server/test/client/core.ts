import type { HandsFreeClient, HandsFreeProblem } from "@handsfree/client";

/**
 * Uses a client as programs do, and answers what came of it. It runs in Node and in browsers, as a person who may
 * propose and decide.
 *
 * @param name makes its records differ from those of other runs.
 */
export async function useClient(client: HandsFreeClient, name: string): Promise<unknown> {
  const { pendingActions, commands, events } = client;
  const { next: after } = await events.list({ after: "latest" });
  const proposal = {
    summary: `Merge octo/repo#12 🎉 ${name}`,
    action_type: name,
    action_payload: { text: "é\u2028 🎉", number: 12.5, none: null },
  };
  const first = await pendingActions.propose(proposal, { idempotencyKey: name });
  const again = await pendingActions.propose(proposal, { idempotencyKey: name });
  const { payload_digest } = first;

  const [decision, own] = await Promise.all([
    first.waitForDecision({ timeout: 30_000 }),
    pendingActions.approve(first.id, { payload_digest, surface: "console" }),
  ]);
  const streamed: unknown[] = [];
  for await (const { type, record } of events.stream({ after })) {
    streamed.push([type, record.id === first.id]);
    if (type === "pending_action.confirmed") break;
  }
  const late = await pendingActions.reject(first.id, { payload_digest }).catch(codeOf);
  const unknown = await pendingActions.get("019a2f6e-0000-7000-8000-00000000ffff").catch(codeOf);
  const invalid = await pendingActions.propose({ ...proposal, summary: "" }).catch(codeOf);

  const proposed = [first.id];
  for (let count = 1; count < 5; count += 1) {
    proposed.unshift((await pendingActions.propose(proposal)).id);
  }
  const listed: string[] = [];
  const all = pendingActions.list({ action_type: name, state: "all", limit: 2 });
  for await (const { id } of all) listed.push(id);

  const end = new AbortController();
  const left = pendingActions
    .waitForDecision(listed[0] ?? "", { signal: end.signal })
    .catch((error: unknown) => (error as Error).message);
  end.abort(new Error("the person has left"));

  const transcript = "merge pull request twelve";
  const command = await commands.record({
    input_type: "text",
    status: "ok",
    transcript,
    store_transcript: true,
    session_id: name,
  });
  return {
    isSame: again.id === first.id,
    payload: first.action_payload,
    decision: decision.outcome,
    own: own.outcome,
    streamed,
    surface: decision.action?.decided_surface,
    late,
    unknown,
    invalid,
    isListed: listed.join() === proposed.join(),
    left: await left,
    isKept: (await commands.get(command.id)).transcript === transcript,
    health: (await client.health()).status,
  };
}

function codeOf(error: unknown): string {
  const { status, code, field } = error as HandsFreeProblem;
  return [status, code, field].filter((part) => part !== undefined).join(" ");
}

/** What every run answers. */
export const expected = {
  isSame: true,
  payload: { text: "é\u2028 🎉", number: 12.5, none: null },
  decision: "confirmed",
  own: "confirmed",
  streamed: [
    ["pending_action.proposed", true],
    ["pending_action.confirmed", true],
  ],
  surface: "console",
  late: "409 already_decided",
  unknown: "404 not_found",
  invalid: "400 invalid_input summary",
  isListed: true,
  left: "the person has left",
  isKept: true,
  health: "ok",
};
