import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { v7 } from "uuid";
import { sha256 } from "../../src/token.ts";
import {
  insertAction,
  insertApproval,
  insertCommand,
  insertEvent,
  insertLog,
  insertReplay,
  insertTask,
} from "../rows.ts";
import { noticeRow, triggerRow } from "../notices/rows.ts";

/** A person with rows in every table, and the texts that only they have. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly installationId: number;
  /** Each of their texts contains one of these. */
  readonly word: string;
}

let installations = 41_000_000;

export function newPerson(name: string): Person {
  const userId = v7();
  return {
    userId,
    email: `${name}@example.org`,
    installationId: ++installations,
    word: `word-of-${name}`,
  };
}

/** The created records, by their role in the tests. */
export interface PersonsRows {
  /** Another user's action that the person proposed, approved and decided. */
  readonly othersAction: string;
  /** Deliveries about the person. */
  readonly events: readonly string[];
}

/** Puts the person in every table, and into other users' rows. */
export async function insertPerson(
  db: Executor<Database>,
  { userId, email, installationId, word }: Person,
  other: Person,
  at: Date,
): Promise<PersonsRows> {
  return inTransaction(db, async (trx) => {
    await trx
      .insertInto("users")
      .values({ id: userId, email, display_name: word, created_at: at })
      .execute();
    await insertAccess(trx, { userId, word }, other, at);
    await insertSignIns(trx, { userId, word }, at);
    const times = { created_at: at, updated_at: at };
    await trx
      .insertInto("github_connections")
      .values({
        id: v7(),
        user_id: userId,
        installation_id: installationId,
        token_ref: word,
        scopes: null,
        login: null,
        ...times,
      })
      .execute();
    await trx
      .insertInto("repo_policies")
      .values({ id: v7(), user_id: userId, repo_full_name: `${word}/repo`, ...times })
      .execute();
    await insertNotices(trx, { userId, word }, other, at);
    const own = { instruction: word, last_update: word, question: word, answer: word };
    const report = { lease_worker: word, result: JSON.stringify(word), last_error: word };
    await insertTask(trx, {
      user_id: userId,
      created_at: at,
      status: "running",
      ...own,
      ...report,
    });
    await insertTask(trx, {
      user_id: other.userId,
      created_at: at,
      lease_worker: `laptop of ${email}`,
    });
    await trx
      .insertInto("pending_action_quotas")
      .values({ user_id: userId, proposed_at: at })
      .execute();
    await trx
      .insertInto("action_runs")
      .values({
        owned_key: `${userId}/merge_pr/${word}`,
        user_id: userId,
        action_type: "merge_pr",
        target: word,
        request: JSON.stringify(word),
        idempotency_key: word,
        request_digest: "0",
        lease_sha256: sha256(word),
        lease_expires_at: at,
        attempts: 1,
        started_at: at,
      })
      .execute();
    await insertCommand(trx, {
      user_id: userId,
      transcript: word,
      entities: JSON.stringify([word]),
      created_at: at,
    });
    const ownAction = await insertAction(trx, "executing", {
      user_id: userId,
      summary: word,
      action_payload: JSON.stringify(word),
      owned_key: `${userId}/${word}`,
      idempotency_key: word,
      created_at: at,
    });
    await insertLog(trx, {
      user_id: userId,
      target: word,
      request: JSON.stringify(word),
      result: JSON.stringify({ email }),
      idempotency_key: word,
      owned_key: `${userId}/merge_pr/${word}`,
      created_at: at,
    });
    await insertLog(trx, {
      user_id: other.userId,
      result: JSON.stringify({ by: userId, reason: word }),
      created_at: at,
    });
    const othersAction = await insertAction(trx, "pending", {
      user_id: other.userId,
      proposed_by: userId,
      decided_by: userId,
      decision_reason: word,
      required_approvals: 2,
      approvals: 2,
      approvers: JSON.stringify([other.userId, userId]),
      created_at: at,
    });
    await insertApproval(trx, { actionId: othersAction, approverId: userId, reason: word, at });
    await insertEdits(trx, { userId, word, actions: { own: ownAction, others: othersAction } }, at);
    await insertGroups(trx, { userId }, other, at);
    await insertGrants(trx, { userId, email, word }, other, at);
    await insertEndpoints(trx, { userId }, other, at);
    await insertReplay(trx, { requested_by: userId, reason: `asked by ${email}`, created_at: at });
    await insertEvent(trx, "dead", {
      lease_worker: `laptop of ${email}`,
      last_error: `${userId} is gone`,
      received_at: at,
    });
    await insertAction(trx, "executing", {
      user_id: other.userId,
      lease_worker: `laptop of ${email}`,
      created_at: at,
    });
    await trx
      .insertInto("erasures")
      .values({
        id: v7(),
        subject_sha256: sha256(v7()),
        requested_by: userId,
        reason: null,
        report: null,
        started_at: at,
        finished_at: at,
      })
      .execute();
    const installation = JSON.stringify({ installation: { id: installationId }, note: word });
    const events = [
      await insertEvent(trx, "processed", { body: Buffer.from(installation), received_at: at }),
      await insertEvent(trx, "received", {
        body: Buffer.from(installation),
        next_attempt_at: at,
        received_at: at,
      }),
      await insertEvent(trx, "processed", {
        body: Buffer.from(
          JSON.stringify({ commit: `${word}\nCo-authored-by: <${email.toUpperCase()}>` }),
        ),
        headers: JSON.stringify({ from: word }),
        last_error: word,
        received_at: at,
      }),
      // Bytes that are not UTF-8 around an address.
      await insertEvent(trx, "rejected", {
        body: Buffer.concat([Buffer.from([0, 0xff, 0x27, 0x5c]), Buffer.from(` ${email} ${word}`)]),
        received_at: at,
      }),
    ];
    await trx
      .updateTable("webhook_transitions")
      .set({ reason: `${word} failed` })
      .where("event_id", "=", events[2] ?? "")
      .execute();
    await trx
      .updateTable("webhook_transitions")
      .set({ worker: userId, reason: `${email} wants it` })
      .where("event_id", "=", events[0] ?? "")
      .execute();
    return { othersAction, events };
  });
}

/** A version of the person's own action, and one that they made of another user's. */
async function insertEdits(
  db: Executor<Database>,
  {
    userId,
    word,
    actions,
  }: Pick<Person, "userId" | "word"> & {
    readonly actions: { readonly own: string; readonly others: string };
  },
  at: Date,
): Promise<void> {
  for (const action_id of [actions.own, actions.others]) {
    const isOwn = action_id === actions.own;
    await db
      .insertInto("pending_action_versions")
      .values({
        id: v7(),
        version_key: `${action_id}/1`,
        action_id,
        version: 1,
        action_payload: JSON.stringify(isOwn ? word : "of another"),
        payload_digest: "0",
        edited_by: userId,
        surface: "api",
        content_bytes: 10,
        created_at: at,
      })
      .execute();
  }
}

/** A group that the person made, with them and another person as members. */
async function insertGroups(
  db: Executor<Database>,
  { userId }: Pick<Person, "userId">,
  other: Person,
  at: Date,
): Promise<void> {
  const id = v7();
  await db
    .insertInto("approver_groups")
    .values({ id, name: `group ${id}`, created_at: at, created_by: userId })
    .execute();
  const members = [
    { user_id: userId, added_by: other.userId },
    { user_id: other.userId, added_by: userId },
  ];
  for (const member of members) {
    await db
      .insertInto("approver_group_members")
      .values({ ...member, membership_key: `${id}/${member.user_id}`, group_id: id, added_at: at })
      .execute();
  }
}

/** Policies that the person stored, their grant, and a grant of another person that they made and revoked. */
async function insertGrants(
  db: Executor<Database>,
  { userId, email, word }: Pick<Person, "userId" | "email" | "word">,
  other: Person,
  at: Date,
): Promise<void> {
  const { length } = await db.selectFrom("action_policies").select("version").execute();
  const stored = { policies: "", policies_sha256: sha256(""), created_at: at, replaced_at: at };
  await db
    .insertInto("action_policies")
    .values({ ...stored, version: length + 1, created_by: userId })
    .execute();
  const grant = { maximum_uses: 1, uses: 0, expires_at: at, created_at: at };
  const matches = JSON.stringify({ types: [word] });
  const theirs = { reason: `for ${email}`, created_by: userId, revoked_at: at, revoked_by: userId };
  await db
    .insertInto("standing_grants")
    .values([
      { ...grant, id: v7(), user_id: userId, matches, reason: word, revoked_by: null },
      { ...grant, ...theirs, id: v7(), user_id: other.userId, matches: '{"types":["t"]}' },
    ])
    .execute();
}

/** The notices of the person, and a trigger of another one in their name. */
async function insertNotices(
  db: Executor<Database>,
  { userId, word }: Pick<Person, "userId" | "word">,
  other: Person,
  at: Date,
): Promise<void> {
  const [user_id, created_at, updated_at] = [userId, at, at];
  await db
    .insertInto("notice_subscriptions")
    .values({
      id: v7(),
      user_id,
      repo_full_name: `${word}/repo`,
      owned_repository: `${userId}/${word}/repo`,
      kinds: null,
      created_at,
      updated_at,
    })
    .execute();
  await db
    .insertInto("notice_priorities")
    .values({ user_id, priorities: "{}", updated_at })
    .execute();
  await db
    .insertInto("notices")
    .values(noticeRow({ user_id, created_at, title: word, login: word, actor: word }))
    .execute();
  const proposal = JSON.stringify({ summary: word });
  await db
    .insertInto("event_triggers")
    .values([
      triggerRow({ user_id, created_at, proposal }),
      triggerRow({ user_id: other.userId, created_at, proposed_by: userId }),
    ])
    .execute();
}

/** A way by which a person is notified, and a notice to it. */
async function insertChannel(db: Executor<Database>, user_id: string, at: Date): Promise<void> {
  const id = v7();
  await db
    .insertInto("notification_channels")
    .values({
      id,
      user_id,
      kind: "ntfy",
      name: "phone",
      address_key: id,
      sealed_address: "sealed",
      shown_address: "https://ntfy.example",
      content: "none",
      state: "enabled",
      created_at: at,
      updated_at: at,
    })
    .execute();
  const notice = { id: v7(), delivery_key: `${id}/test`, channel_id: id, user_id };
  await db
    .insertInto("notification_deliveries")
    .values({ ...notice, purpose: "test", state: "delivered", attempts: 1, created_at: at })
    .execute();
}

/** An endpoint for the events of the person, and one that they made for those of another person. */
async function insertEndpoints(
  db: Executor<Database>,
  { userId }: Pick<Person, "userId">,
  other: Person,
  at: Date,
): Promise<void> {
  const endpoint = { url: "https://example.com/", state: "enabled", position: 0 } as const;
  for (const user_id of [userId, other.userId]) {
    await insertChannel(db, user_id, at);
    await db
      .insertInto("webhook_endpoints")
      .values({
        ...endpoint,
        id: v7(),
        user_id,
        secret_version: 1,
        created_at: at,
        created_by: userId,
        updated_at: at,
      })
      .execute();
  }
}

/** A key of the person, a service that they made, and a key of another user's service that acts for them. */
async function insertAccess(
  db: Executor<Database>,
  { userId, word }: Pick<Person, "userId" | "word">,
  other: Person,
  at: Date,
): Promise<void> {
  const [own, theirs] = [v7(), v7()];
  for (const id of [own, theirs]) {
    await db
      .insertInto("services")
      .values({
        id,
        name: `service ${id}`,
        kind: "agent",
        created_at: at,
        created_by: id === own ? userId : other.userId,
      })
      .execute();
  }
  const key = { last_characters: "0000", scopes: '["admin"]', created_at: at };
  const actsFor = JSON.stringify([other.userId, userId]);
  const keys = [
    { user_id: userId, service_id: null, name: word, created_by: other.userId },
    { user_id: null, service_id: own, name: "made", created_by: userId },
    { user_id: null, service_id: theirs, name: "acting", acts_for: actsFor, revoked_by: userId },
  ];
  for (const one of keys) {
    const id = v7();
    await db
      .insertInto("access_keys")
      .values({ ...key, ...one, id, key_sha256: sha256(id) })
      .execute();
  }
}

/** Rows in each table of what the person signs in by. */
async function insertSignIns(
  db: Executor<Database>,
  { userId, word }: Pick<Person, "userId" | "word">,
  at: Date,
): Promise<void> {
  const own = { user_id: userId, created_at: at };
  await db
    .insertInto("sessions")
    .values({
      ...own,
      id: v7(),
      session_sha256: sha256(v7()),
      signed_in_by: "link",
      user_agent: word,
      last_used_at: at,
      expires_at: at,
    })
    .execute();
  await db
    .insertInto("sign_in_links")
    .values({ ...own, id: v7(), link_sha256: sha256(v7()), expires_at: at })
    .execute();
  await db
    .insertInto("idempotent_requests")
    .values({
      owned_key: sha256(v7()),
      caller_id: userId,
      route: "POST /v1/commands",
      request_digest: sha256(v7()),
      state: "answered",
      reserved_by: v7(),
      status: 201,
      location: "/v1/commands/7",
      body: JSON.stringify({ user_id: userId, summary: word }),
      created_at: at,
      ended_at: at,
    })
    .execute();
  await db
    .insertInto("sign_in_challenges")
    .values({
      ...own,
      challenge_sha256: sha256(v7()),
      purpose: "passkey_registration",
      expires_at: at,
    })
    .execute();
  await db
    .insertInto("passkeys")
    .values({
      ...own,
      id: v7(),
      webauthn_id: v7(),
      name: word,
      public_key: "pQEC",
      signatures: 7,
      transports: '["usb"]',
    })
    .execute();
  await db
    .insertInto("openid_identities")
    .values({
      ...own,
      id: v7(),
      identity_sha256: sha256(v7()),
      issuer: "https://login.example.org",
      subject: word,
    })
    .execute();
}
