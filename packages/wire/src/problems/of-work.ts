import { problemTexts } from "./problem-text.ts";

/** Refusals of leased work, deliveries, commands and tasks. */
export const problemsOfWork = problemTexts({
  action_not_found: {
    statuses: [404],
    meaning: "The caller has no action with the id that the body names.",
    wayOut: "Check the id, or leave it out.",
  },
  already_ended: {
    statuses: [409],
    meaning: "The work had ended before this report.",
    wayOut: "Stop the work; the answer has its state.",
  },
  address_taken: {
    statuses: [409],
    meaning: "The address of the notification channel belongs to another person.",
    wayOut: "Let the browser unsubscribe and subscribe again, or link another account of Slack.",
  },
  already_received: {
    statuses: [409],
    meaning: "This click in Slack was received before.",
    wayOut: "Look at the action: the first one has had its effect, or none.",
  },
  channel_disabled: {
    statuses: [409],
    meaning: "The notification channel is disabled, so nothing is sent to it.",
    wayOut: "Enable it first.",
  },
  channel_not_available: {
    statuses: [409],
    meaning: "The server is not set up to notify in this way.",
    wayOut: "Set what the README names under notifications, on each server.",
  },
  channel_unlinked: {
    statuses: [409],
    meaning: "The person has not entered the code of the notification channel.",
    wayOut: "Enter it, or add the channel again for a new code.",
  },
  command_not_found: {
    statuses: [404],
    meaning: "The caller has no command with this id.",
    wayOut: "Check the id, or leave it out.",
  },
  endpoint_disabled: {
    statuses: [409],
    meaning: "The webhook endpoint is disabled, so nothing is sent to it.",
    wayOut: "Enable it first.",
  },
  invalid_signature: {
    statuses: [401],
    meaning: "The delivery has no valid signature. `reason` says why.",
    wayOut: "Give the sender and the server the same secret, and check the sender's clock.",
  },
  lease_lost: {
    statuses: [409],
    meaning: "The lease ran out, was given up, or belongs to another worker.",
    wayOut: "Stop the work; another worker may have it.",
  },
  no_email: {
    statuses: [409],
    meaning: "The account has no e-mail address to notify.",
    wayOut: "Have an admin give it one.",
  },
  no_signing_key: {
    statuses: [409],
    meaning:
      "The server has no key from which it derives the secrets of webhook endpoints, and by which it seals the addresses of notification channels.",
    wayOut: "Set WEBHOOK_SIGNING_KEY or WEBHOOK_SIGNING_KEY_FILE on each server.",
  },
  linked_elsewhere: {
    statuses: [409],
    meaning: "The command belongs to another action.",
    wayOut: "Record another command for this action.",
  },
  payload_not_kept: {
    statuses: [404],
    meaning: "The body of the forged delivery was not kept.",
    wayOut: "There is none. The metadata of the event is kept.",
  },
  payload_removed: {
    statuses: [410],
    meaning: "The body of the delivery was removed, by its age or by an erasure.",
    wayOut: "Have the sender deliver it again.",
  },
  webhook_secret_missing: {
    statuses: [503],
    meaning: "The server has no secret for this source.",
    wayOut: "Set GITHUB_WEBHOOK_SECRET, and restart the server.",
  },
  wrong_state: {
    statuses: [409],
    meaning: "The state of the event does not allow this.",
    wayOut: "Read the event; the answer has its state.",
  },
  wrong_status: {
    statuses: [409],
    meaning: "The status of the task does not allow this.",
    wayOut: "Read the task; the answer has its status.",
  },
});
