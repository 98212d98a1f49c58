import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { sql } from "kysely";
import type { AgedKey } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { isOfInstallation, type Mentions, mentionsOf } from "./mentions.ts";
import { searchByAge } from "./search-by-age.ts";
import { anyOf, bytesCanName, canName } from "./search-text.ts";
import type { Subject } from "./subject.ts";

/** The columns of an event that can contain data about a person. */
const texts = ["payload", "headers"] as const;

/**
 * Finds the deliveries about a person: those for one of their installations, and those that contain their e-mail
 * address or id, in any escaped form. The engine finds candidates; each is then read, one at a time, since bodies are
 * large.
 */
export async function* eventsAbout(
  db: Executor<Database>,
  subject: Subject,
): AsyncIterable<AgedKey> {
  const mentions = mentionsOf(subject);
  const installations = subject.installationIds.map(String);
  const traces = { ...mentions, needles: [...mentions.needles, ...installations] };
  const candidates = searchByAge(
    db,
    {
      table: "webhook_events",
      key: "id",
      time: "received_at",
      where: sql<boolean>`true`,
      contents: largeContents.webhook_events,
    },
    anyOf([
      bytesCanName(db, "body", traces),
      ...texts.map((column) => canName(db, column, traces)),
    ]),
    1000,
  );
  for await (const keys of candidates) {
    for (const found of keys) if (await isAbout(db, found.key, subject, mentions)) yield found;
  }
}

async function isAbout(
  db: Executor<Database>,
  id: string,
  { installationIds }: Subject,
  mentions: Mentions,
): Promise<boolean> {
  const row = await db
    .selectFrom("webhook_events")
    .select(["body", ...texts])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return false;
  const body = bodyText(row);
  return (
    isOfInstallation(body, installationIds) ||
    [body, row.headers].some((text) => text !== null && mentions.isIn(text))
  );
}

/** Bytes that are not UTF-8 cannot be part of an address. */
function bodyText({ body, payload }: Pick<WebhookEventRow, "body" | "payload">): string {
  return body === null ? (payload ?? "") : Buffer.from(body).toString("utf8");
}
