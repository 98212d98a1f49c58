import { type RawBuilder, sql } from "kysely";
import { deleteEvents } from "../feed/delete-events.ts";
import { largeContents } from "../large-contents.ts";
import type { RetentionLimits, RetentionRule } from "./rule.ts";
import { sweepRule } from "./sweep.ts";
import { changedRows } from "../changed-rows.ts";

/** The contents of a command, with the column of their expiry. */
const contents = {
  transcript: "transcript_expires_at",
  entities: "entities_expire_at",
} as const;
type Content = keyof typeof contents;

/** Which contents a rule governs, and when they are due. */
interface Reason {
  readonly governs: (expiry: RawBuilder<Date>) => RawBuilder<boolean>;
  readonly isDue: (expiry: RawBuilder<Date>, limits: RetentionLimits) => RawBuilder<boolean>;
}

export const expiredCommandContentRule: RetentionRule = contentRule({
  governs: (expiry) => sql`${expiry} is not null`,
  isDue: (expiry, { before }) => sql`${expiry} <= ${before}`,
});

export const commandContentRule: RetentionRule = contentRule({
  governs: (expiry) => sql`${expiry} is null`,
  isDue: (_expiry, { before }) => sql`created_at <= ${before}`,
});

export const commandsRule: RetentionRule = sweepRule({
  table: "commands",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  due: ({ before }) => sql`created_at <= ${before}`,
  remove: async (transaction, { which }) =>
    (await deleteEvents(transaction, "commands", which)).length,
});

/** A command has two contents, which expire separately. */
function contentRule({ governs, isDue }: Reason): RetentionRule {
  const governed = (content: Content) =>
    sql<boolean>`(${sql.ref(content)} is not null and ${governs(sql.ref(contents[content]))})`;
  const due = (content: Content, limits: RetentionLimits) =>
    sql<boolean>`(${governed(content)} and ${isDue(sql.ref(contents[content]), limits)})`;
  const either = (condition: (content: Content) => RawBuilder<boolean>) =>
    sql<boolean>`(${condition("transcript")} or ${condition("entities")})`;
  return sweepRule({
    table: "commands",
    key: "id",
    time: "created_at",
    scope: either(governed),
    contents: largeContents.commands,
    due: (limits) => either((content) => due(content, limits)),
    left: (limits) =>
      either((content) => sql`(${governed(content)} and not ${due(content, limits)})`),
    remove: async (transaction, { which, limits }) => {
      const unlessDue = (content: Content) =>
        sql<
          string | null
        >`case when ${due(content, limits)} then null else ${sql.ref(content)} end`;
      const changed = await changedRows(
        transaction
          .updateTable("commands")
          .set({
            transcript: unlessDue("transcript"),
            entities: unlessDue("entities"),
            content_removed_at: limits.now,
            // A digest of the transcript or entities could confirm a guess.
            request_digest: null,
          })
          .where(which),
      );
      return changed;
    },
  });
}
