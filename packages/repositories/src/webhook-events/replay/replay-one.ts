import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { encodeJson } from "../../json.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { keptReason } from "../inbox/kept-text.ts";
import { makeDue, type WebhookEventRequest } from "../inbox/request.ts";
import type { WebhookRequested } from "../inbox/retry.ts";
import { optionalWorker } from "../../person.ts";

/**
 * Replays one event that was processed, ignored, failed or dead: it gets new attempts, and the replay is recorded.
 * Until a worker claims it, `stopReplay` restores it.
 *
 * A forged event cannot be replayed, nor one that waits or is being processed (`wrong_state`), nor one whose body is
 * gone (`payload_removed`).
 *
 * @returns the event; its `replayId` is the replay's id.
 * @throws {InvalidInputError} naming the field.
 */
export async function replayWebhookEvent(
  db: Executor<Database>,
  request: WebhookEventRequest,
  context: Context = systemContext,
): Promise<WebhookRequested<"replayed">> {
  requireCall(db, context);
  requireUuid("id", requireObject("request", request).id);
  const instant = atOneInstant(context);
  const now = instant.now();
  const replayId = instant.newId();
  const record = db.insertInto("webhook_replays").values({
    id: replayId,
    filter: encodeJson("filter", { event_id: request.id }),
    requested_by: optionalWorker("requestedBy", request.requestedBy, context),
    reason: keptReason(request.reason, context),
    events: 1,
    events_per_second: null,
    marked: 1,
    position: null,
    next_due_at: null,
    completed_at: now,
    stopped_at: null,
    created_at: now,
  });
  const made = await makeDue(
    db,
    request,
    "replayed",
    ({ state }) => ({
      to: "received",
      replayId,
      set: { replay_id: replayId, state_before_replay: state },
      records: [record],
    }),
    instant,
  );
  return made.outcome === "due" ? { ...made, outcome: "replayed" } : made;
}
