import type { HandsFreeClient, Pages } from "@handsfree/client";
import { githubDeliveries } from "@handsfree/testkit";
import type { Receipt } from "./github.ts";

export interface Answers {
  readonly first: readonly Receipt[];
  readonly second: readonly Receipt[];
  readonly forged: Receipt;
  /** An outcome, or the code of a refusal. */
  readonly confirmations: readonly string[];
}

/** Compares the answers of the server with the records in the database. */
export async function report(
  client: HandsFreeClient,
  { first, second, forged, confirmations }: Answers,
): Promise<{ lines: string[]; failures: string[] }> {
  const events = await all(client.webhookEvents.list());
  const genuine = events.filter((event) => event.signature_ok);
  const commands = await all(client.commands.list());
  // Beside them are those of the admin and the key, which the first start made.
  const logs = (await all(client.actionLogs.list())).filter(({ action_type: type }) =>
    type.startsWith("pending_action."),
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
    ["transcripts kept, where asked", commands.filter((one) => one.transcript !== null).length, 1],
    ["confirmations that won, of 50", equalTo(confirmations, "confirmed"), 1],
    ["confirmations that came too late (409)", equalTo(confirmations, "already_decided"), 49],
    ["audit rows of the action: proposed, confirmed", logs.length, 2],
    ["actions still waiting", (await all(client.pendingActions.list())).length, 0],
    ["lost", first.length - genuine.length, 0],
  ];
  return {
    lines: facts.map(([name, found]) => `${String(found).padStart(5)}  ${name}`),
    failures: facts
      .filter(([, found, promised]) => found !== promised)
      .map(([name, found, promised]) => `${name}: expected ${promised}, got ${found}`),
  };
}

function withStatus(answers: readonly Receipt[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}

function equalTo(outcomes: readonly string[], outcome: string): number {
  return outcomes.filter((one) => one === outcome).length;
}

async function all<Item>(list: Pages<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

function sameEvents(first: readonly Receipt[], second: readonly Receipt[]): number {
  return second.filter(({ body }, index) => body.event_id === first[index]?.body.event_id).length;
}

async function intact(client: HandsFreeClient, stored: readonly Receipt[]): Promise<number> {
  let count = 0;
  for (const [index, { body }] of stored.entries()) {
    const payload = await client.webhookEvents.payload(body.event_id ?? "");
    if (new TextDecoder().decode(payload) === githubDeliveries[index]?.body) count++;
  }
  return count;
}
