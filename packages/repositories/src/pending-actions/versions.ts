import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type {
  Database,
  DecisionSurface,
  PendingActionRow,
  PendingActionVersionRow,
} from "@handsfree/schema";
import type { Compilable } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { withDecoded } from "../json.ts";
import { contentBytes, largeContents } from "../large-contents.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import type { AskedEdit } from "./edited-action.ts";
import { findPendingAction, type PendingActionId } from "./find.ts";

/** A version of an action's payload. */
export interface ActionVersion {
  /** From 1. The highest is the action's payload. */
  readonly version: number;
  /** The payload, parsed by `JSON.parse`. */
  readonly actionPayload: unknown;
  /** The stored JSON text of the payload. */
  readonly actionPayloadJson: string;
  /** The digest that the action had when it had this version. */
  readonly payloadDigest: string;
  /**
   * The person who made it, by an edit or by taking an approval back; null for the proposer's version. The nil UUID if
   * they were erased since.
   */
  readonly editedBy: string | null;
  /** Where it was made; null for the proposer's version. */
  readonly surface: DecisionSurface | null;
  readonly createdAt: Date;
}

/** The caller, the action and the page of a list of versions. */
export interface ActionVersionFilter extends PendingActionId, PageRequest {}

/**
 * Lists the versions of an action's payload, newest first. An action that was not edited has one.
 *
 * @returns undefined if there is no such action that the caller may see.
 * @throws {InvalidInputError} for an invalid id, limit, time or cursor.
 */
export async function listActionVersions(
  db: Executor<Database>,
  filter: ActionVersionFilter,
  context: Context = systemContext,
): Promise<Page<ActionVersion> | undefined> {
  requireCall(db, context);
  const { userId, id, ...request } = requireObject("filter", filter);
  const query = db
    .selectFrom("pending_action_versions")
    .selectAll()
    .where("action_id", "=", requireUuid("id", id));
  const contents = largeContents.pending_action_versions;
  const page = await fetchPage(db, query, "created_at", request, contents);
  const action = await findPendingAction(db, { userId, id }, context);
  if (action === undefined) return undefined;
  if (action.version === 1) return { ...page, items: [onlyVersion(action)] };
  return { ...page, items: page.items.map(toVersion) };
}

function onlyVersion(action: PendingAction): ActionVersion {
  const { version, actionPayload, actionPayloadJson, payloadDigest, createdAt } = action;
  return {
    version,
    actionPayload,
    actionPayloadJson,
    payloadDigest,
    editedBy: null,
    surface: null,
    createdAt,
  };
}

function toVersion(row: PendingActionVersionRow): ActionVersion {
  return withDecoded(
    {
      version: row.version,
      actionPayloadJson: row.action_payload,
      payloadDigest: row.payload_digest,
      editedBy: row.edited_by,
      surface: row.surface,
      createdAt: row.created_at,
    },
    { actionPayload: row.action_payload },
  );
}

/** The inserts of the version that a person makes, and before the first one also of the proposer's. */
export function insertVersions(
  db: Executor<Database>,
  row: PendingActionRow,
  made: PendingAction,
  { userId, surface }: Pick<AskedEdit, "userId" | "surface">,
  context: Context,
): Compilable[] {
  const proposed = toPendingAction(row);
  const insert = (
    { id, version, actionPayloadJson, payloadDigest }: PendingAction,
    origin: Pick<PendingActionVersionRow, "edited_by" | "surface" | "created_at">,
  ): Compilable =>
    db.insertInto("pending_action_versions").values({
      id: context.newId(),
      version_key: `${id}/${version}`,
      action_id: id,
      version,
      action_payload: actionPayloadJson,
      payload_digest: payloadDigest,
      content_bytes: contentBytes(actionPayloadJson),
      ...origin,
    });
  const first = { edited_by: null, surface: null, created_at: proposed.createdAt };
  return [
    ...(proposed.version === 1 ? [insert(proposed, first)] : []),
    insert(made, { edited_by: userId, surface, created_at: context.now() }),
  ];
}
