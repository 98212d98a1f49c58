import { type Executor, lookUp } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { SeenEvent } from "../feed/visibility.ts";
import { readGithubFacts, tellingTypes } from "./github/facts.ts";
import type { GithubCheck, GithubNotice } from "./github/notice.ts";

/** The facts of one event of the inbox. */
export interface EventFacts {
  readonly eventId: string;
  readonly receivedAt: Date;
  readonly notices: readonly GithubNotice[];
  readonly check: GithubCheck | null;
}

/** A notice that is true, and the event that tells it. */
export interface ToldNotice {
  readonly notice: GithubNotice;
  readonly event: EventFacts;
}

/** The name of the source of GitHub's deliveries. */
const github = "github";

const columns = ["id", "source", "event_type", "received_at"] as const;

/** Reads what the received deliveries of GitHub tell, in the order of the feed. One whose body was removed tells nothing. */
export async function readFacts(
  db: Executor<Database>,
  events: readonly SeenEvent[],
): Promise<EventFacts[]> {
  const facts: EventFacts[] = [];
  for (const { event } of events) {
    const { id } = event.record;
    if (event.type !== "webhook_event.received" || id === null) continue;
    const row = await lookUp(db, "webhook_events", columns, { column: "id", value: id });
    if (row?.source !== github || !tellingTypes.includes(row.event_type ?? "")) continue;
    // One body at a time: each can have 25 MiB.
    const body = await lookUp(db, "webhook_events", ["body"], { column: "id", value: id });
    const payload = parse(body?.body ?? null);
    const { notices, check } = readGithubFacts(row.event_type ?? "", payload);
    if (notices.length === 0 && check === null) continue;
    facts.push({ eventId: id, receivedAt: row.received_at, notices, check });
  }
  return facts;
}

function parse(body: Uint8Array | null): unknown {
  try {
    return body === null ? undefined : JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The receipt of GitHub's deliveries checks that; an application can store others.
    return undefined;
  }
}
