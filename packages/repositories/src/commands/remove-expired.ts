import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireBoolean, requireObject, requireTime, requireWhole } from "../validate.ts";
import { changedRows } from "../changed-rows.ts";

/** The maximum number of rows that one call changes. */
const maximumRemoval = 1000;

/** The limits of one removal. */
export interface CommandContentRemoval {
  /** The maximum number of transcripts, and of entities, that this call removes, from 1 to 1000. Default 1000. */
  readonly limit?: number | undefined;
  /** True counts all content that is due, and removes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /**
   * Also removes transcripts without an expiry, which commands from before privacy modes have, if the command was
   * created before this time. Default: they stay.
   */
  readonly transcriptsBefore?: Date | undefined;
  /** The same for entities. */
  readonly entitiesBefore?: Date | undefined;
}

/** The counts of removed content, or of due content for a dry run. If both are less than the limit, nothing is left. */
export interface RemovedCommandContent {
  readonly transcripts: number;
  readonly entities: number;
}

type Row = ExpressionBuilder<Database, "commands">;

/** A column of content, and the column of its expiry. */
interface Kept {
  readonly content: "transcript" | "entities";
  readonly expiry: "transcript_expires_at" | "entities_expire_at";
  readonly before: Date | undefined;
}

/**
 * Removes one batch of expired content; the commands stay. The digest of the request is removed too, so afterwards any
 * request with the command's idempotency key counts as a retry.
 *
 * @throws {InvalidInputError} for an invalid limit or time.
 */
export async function removeExpiredCommandContent(
  db: Executor<Database>,
  removal: CommandContentRemoval = {},
  context: Context = systemContext,
): Promise<RemovedCommandContent> {
  requireCall(db, context);
  const {
    limit = maximumRemoval,
    dryRun = false,
    transcriptsBefore,
    entitiesBefore,
  } = requireObject("removal", removal);
  requireWhole("limit", limit, 1, maximumRemoval);
  requireBoolean("dryRun", dryRun);
  ifGiven("transcriptsBefore", transcriptsBefore, requireTime);
  ifGiven("entitiesBefore", entitiesBefore, requireTime);
  const now = context.now();
  const transcript = {
    content: "transcript",
    expiry: "transcript_expires_at",
    before: transcriptsBefore,
  } as const;
  const entities = {
    content: "entities",
    expiry: "entities_expire_at",
    before: entitiesBefore,
  } as const;
  const handle = (kept: Kept): Promise<number> =>
    dryRun ? count(db, kept, now) : remove(db, kept, { now, limit });
  return { transcripts: await handle(transcript), entities: await handle(entities) };
}

async function count(db: Executor<Database>, kept: Kept, now: Date): Promise<number> {
  const { due } = await db
    .selectFrom("commands")
    .select(({ fn }) => fn.countAll<number>().as("due"))
    .where(isDue(kept, now))
    .executeTakeFirstOrThrow();
  return due;
}

async function remove(
  db: Executor<Database>,
  kept: Kept,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<number> {
  const due = db.selectFrom("commands").select("id").where(isDue(kept, now)).limit(limit);
  const changed = await changedRows(
    db
      .updateTable("commands")
      .set({ [kept.content]: null, content_removed_at: now, request_digest: null })
      .where("id", "in", due)
      // Repeated, since on PostgreSQL another call can remove the content while this one waits for the row.
      .where(isDue(kept, now)),
  );
  return changed;
}

/** `hasExpired` in `command.ts` is the same condition. */
function isDue({ content, expiry, before }: Kept, now: Date): (row: Row) => Expression<SqlBool> {
  return (row) => {
    const expired = row(expiry, "<=", now);
    const old =
      before === undefined
        ? []
        : [row.and([row(expiry, "is", null), row("created_at", "<", before)])];
    return row.and([row(content, "is not", null), row.or([expired, ...old])]);
  };
}
