import { type Executor, InvalidInputError, type Page, pageLimits } from "@handsfree/query";
import type { ActionRunRow, Database } from "@handsfree/schema";
import { sql } from "kysely";
import { findRunRow } from "../action-logs/key-holder.ts";
import { ownedKey } from "../composed-key.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { takeBatch } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import {
  requireBoolean,
  requireObject,
  requireString,
  requireText,
  requireWhole,
} from "../validate.ts";
import { type ActionRun, toActionRun } from "./run.ts";
import { requirePerson } from "../person.ts";

/**
 * Finds a user's unfinished run by its key.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or an empty type or key.
 */
export async function findActionRun(
  db: Executor<Database>,
  holder: { userId: string; actionType: string; key: string },
  context: Context = systemContext,
): Promise<ActionRun | undefined> {
  requireCall(db, context);
  const { userId, actionType, key } = requireObject("holder", holder);
  const owned = ownedKey(
    requirePerson("userId", userId),
    requireText("actionType", actionType),
    requireText("key", key),
  );
  const row = await findRunRow(db, owned);
  return row && toActionRun(row, context.now());
}

/** The user, the conditions and the page of a list of runs. */
export interface ActionRunFilter {
  /** UUID of a user, or `everyone` for operators. */
  readonly userId: string;
  /** True lists only runs whose lease has expired. Default false. */
  readonly staleOnly?: boolean | undefined;
  /** From 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string | undefined;
}

/**
 * Lists unfinished runs, the oldest first. The outcome of a stale run is unknown: check the remote side, or let a
 * caller run it again with the same key and request.
 *
 * @throws {InvalidInputError} for an invalid user, limit or cursor.
 */
export async function listActionRuns(
  db: Executor<Database>,
  filter: ActionRunFilter,
  context: Context = systemContext,
): Promise<Omit<Page<ActionRun>, "prevCursor">> {
  requireCall(db, context);
  const {
    userId,
    staleOnly = false,
    limit = pageLimits.defaultRows,
    cursor,
  } = requireObject("filter", filter);
  requireWhole("limit", limit, 1, pageLimits.rows);
  const now = context.now();
  let query = db.selectFrom("action_runs");
  if (userId !== "everyone") query = query.where("user_id", "=", requirePerson("userId", userId));
  if (requireBoolean("staleOnly", staleOnly)) query = query.where("lease_expires_at", "<=", now);
  if (cursor !== undefined) {
    const after = decodeRunCursor(cursor);
    query = query.where((row) =>
      row.or([
        row("started_at", ">", after.startedAt),
        row.and([row("started_at", "=", after.startedAt), row("owned_key", ">", after.ownedKey)]),
      ]),
    );
  }
  // Keys and sizes first, since requests can be large.
  const found = await query
    .select(["owned_key as key", "started_at", sql<number | null>`cast(null as int)`.as("bytes")])
    .orderBy("started_at")
    .orderBy("owned_key")
    // One more row, to know whether there is another page.
    .limit(limit + 1)
    .execute();
  const page = await takeBatch(db, runKeys, found.slice(0, limit));
  const last = found.length > page.length ? page.at(-1) : undefined;
  return {
    items: (await readRuns(db, page)).map((row) => toActionRun(row, now)),
    nextCursor: last ? encodeRunCursor({ startedAt: last.started_at, ownedKey: last.key }) : null,
  };
}

const runKeys = {
  table: "action_runs",
  key: "owned_key",
  contents: largeContents.action_runs,
} as const;

async function readRuns(
  db: Executor<Database>,
  page: readonly { readonly key: string }[],
): Promise<ActionRunRow[]> {
  if (page.length === 0) return [];
  return db
    .selectFrom("action_runs")
    .selectAll()
    .where(
      "owned_key",
      "in",
      page.map(({ key }) => key),
    )
    .orderBy("started_at")
    .orderBy("owned_key")
    .execute();
}

/** The position of the last run of a page. */
interface RunCursor {
  readonly startedAt: Date;
  readonly ownedKey: string;
}

function encodeRunCursor({ startedAt, ownedKey: key }: RunCursor): string {
  return Buffer.from(`${startedAt.toISOString()}/${key}`).toString("base64url");
}

/** Years of four digits only, since the range of a Date is larger than that of PostgreSQL. */
const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/(.+)$/s;

/** @throws {InvalidInputError} for a text that `encodeRunCursor` did not make. */
function decodeRunCursor(cursor: string): RunCursor {
  const text = Buffer.from(requireString("cursor", cursor), "base64url").toString();
  const [, time = "", key = ""] = form.exec(text) ?? [];
  const startedAt = new Date(time);
  if (Number.isNaN(startedAt.getTime()) || text.includes("\0")) {
    throw new InvalidInputError(
      "cursor",
      "is not one that a list returned; give a nextCursor as it was, or none",
    );
  }
  return { startedAt, ownedKey: key };
}
