import { githubDeliveries } from "@handsfree/testkit";
import type { Answer, Client } from "./client.ts";

export interface Answers {
  readonly first: readonly Answer[];
  readonly second: readonly Answer[];
  readonly forged: Answer;
  readonly confirmations: readonly Answer[];
}

/** Compares the answers of the server with the records in the database. */
export async function report(
  client: Client,
  { first, second, forged, confirmations }: Answers,
): Promise<{ lines: string[]; failures: string[] }> {
  const events = await client.list("/v1/webhook-events");
  const genuine = events.filter((event) => event["signature_ok"] === true);
  const commands = await client.list("/v1/commands");
  // Beside them are those of the admin and the key, which the first start made.
  const logs = (await client.list("/v1/action-logs")).filter(({ action_type: type }) =>
    String(type).startsWith("pending_action."),
  );
  const facts: [name: string, found: number, promised: number][] = [
    ["deliveries stored (202)", withStatus(first, 202), 329],
    ["deliveries again, all duplicates (200)", withStatus(second, 200), 329],
    ["duplicates that name the first event", sameEvents(first, second), 329],
    ["genuine events in the database", genuine.length, 329],
    ["payloads that read back byte for byte", await intact(client, first), 329],
    ["forged delivery refused (401)", withStatus([forged], 401), 1],
    ["forged events, kept apart", events.length - genuine.length, 1],
    ["commands recorded", commands.length, 2],
    [
      "transcripts kept, where asked",
      commands.filter((one) => one["transcript"] !== null).length,
      1,
    ],
    ["confirmations that won, of 50", withStatus(confirmations, 200), 1],
    ["confirmations that came too late (409)", withStatus(confirmations, 409), 49],
    ["audit rows of the action: proposed, confirmed", logs.length, 2],
    ["actions still waiting", (await client.list("/v1/pending-actions")).length, 0],
    ["lost", first.length - genuine.length, 0],
  ];
  return {
    lines: facts.map(([name, found]) => `${String(found).padStart(5)}  ${name}`),
    failures: facts
      .filter(([, found, promised]) => found !== promised)
      .map(([name, found, promised]) => `${name}: expected ${promised}, got ${found}`),
  };
}

function withStatus(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}

function sameEvents(first: readonly Answer[], second: readonly Answer[]): number {
  return second.filter(({ body }, index) => body["event_id"] === first[index]?.body["event_id"])
    .length;
}

async function intact(client: Client, stored: readonly Answer[]): Promise<number> {
  let count = 0;
  for (const [index, { body }] of stored.entries()) {
    const payload = await client.payload(String(body["event_id"]));
    if (payload === githubDeliveries[index]?.body) count++;
  }
  return count;
}
