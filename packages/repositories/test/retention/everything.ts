import type { Database, WebhookEventState } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import {
  insertAction,
  insertCommand,
  insertEvent,
  insertLog,
  insertReplay,
  insertTask,
} from "../rows.ts";
import { noticeRow, triggerRow } from "../notices/rows.ts";

const day = 24 * 3600 * 1000;

/** Records of every kind and of many ages: each rule has due ones and others. */
export async function insertHistory(db: Kysely<Database>, clock: TestClock): Promise<void> {
  const ago = (days: number): Date => new Date(clock.now().getTime() - days * day);
  const events: readonly WebhookEventState[] = [
    "processed",
    "ignored",
    "dead",
    "received",
    "failed",
    "rejected",
  ];
  for (const age of [1, 8, 31, 91, 181, 401]) {
    const at = ago(age);
    await insertCommand(db, { created_at: at, transcript: "merge it" });
    await insertCommand(db, { created_at: at, entities: "[]", entities_expire_at: ago(age - 30) });
    for (const state of ["pending", "executing", "cancelled", "failed"] as const) {
      await insertAction(db, state, { created_at: at });
    }
    for (const status of ["created", "running", "completed", "failed", "cancelled"]) {
      await insertTask(db, { created_at: at, status });
    }
    await insertLog(db, { created_at: at, owned_key: v7(), key_expires_at: ago(age - 30) });
    for (const state of events) await insertEvent(db, state, { received_at: at });
    const hour = { hour: at, source: "github", kept: 1, dropped: 2 };
    await db
      .insertInto("webhook_rejection_counts")
      .values({ hour_key: v7(), ...hour })
      .execute();
    await insertReplay(db, { created_at: at });
    await insertSignIn(db, at);
    const delivery = { id: v7(), endpoint_id: v7(), event_id: 1, event_type: "t", attempts: 1 };
    await db
      .insertInto("webhook_deliveries")
      .values({ ...delivery, state: "delivered", created_at: at, ended_at: at })
      .execute();
    await db
      .insertInto("notification_deliveries")
      .values({ ...noticeOf(v7()), state: "delivered", created_at: at, ended_at: at })
      .execute();
    await db
      .insertInto("notices")
      .values(noticeRow({ user_id: v7(), created_at: at }))
      .execute();
    await db
      .insertInto("event_triggers")
      .values(triggerRow({ user_id: v7(), created_at: at }))
      .execute();
    const check = { check_key: v7(), commit_key: "acme/web/0", state: "passed" } as const;
    await db
      .insertInto("commit_checks")
      .values({ ...check, reported_at: at, created_at: at })
      .execute();
    const grant = { id: v7(), user_id: v7(), matches: "{}", reason: null };
    await db
      .insertInto("standing_grants")
      .values({ ...grant, maximum_uses: 1, uses: 0, expires_at: at, created_at: at })
      .execute();
  }
}

function noticeOf(id: string) {
  const ids = { id, delivery_key: id, channel_id: v7(), user_id: v7() };
  return { ...ids, purpose: "test", attempts: 1 } as const;
}

async function insertSignIn(db: Kysely<Database>, at: Date): Promise<void> {
  const rest = { user_id: v7(), created_at: at, expires_at: at };
  await db
    .insertInto("sessions")
    .values({ ...rest, id: v7(), session_sha256: v7(), signed_in_by: "link", last_used_at: at })
    .execute();
  await db
    .insertInto("sign_in_links")
    .values({ ...rest, id: v7(), link_sha256: v7() })
    .execute();
}

/** Every row of the tables that retention works on, in a stable order. */
export async function dumpTables(db: Kysely<Database>): Promise<Record<string, unknown[]>> {
  const tables = [
    ["commands", "id"],
    ["pending_actions", "id"],
    ["pending_action_tokens", "token_sha256"],
    ["pending_action_approvals", "id"],
    ["agent_tasks", "id"],
    ["action_logs", "id"],
    ["webhook_events", "id"],
    ["webhook_transitions", "id"],
    ["webhook_replays", "id"],
    ["webhook_rejection_counts", "hour_key"],
    ["sessions", "id"],
    ["sign_in_links", "id"],
    ["standing_grants", "id"],
    ["webhook_deliveries", "id"],
    ["notification_deliveries", "id"],
    ["notices", "id"],
    ["event_triggers", "id"],
    ["commit_checks", "check_key"],
  ] as const;
  const dumped: Record<string, unknown[]> = {};
  for (const [table, key] of tables) {
    dumped[table] = await db.selectFrom(table).selectAll().orderBy(key).execute();
  }
  return dumped;
}
