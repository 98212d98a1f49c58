import {
  countCommandsByDay,
  findCommand,
  findCommandsOfActions,
  linkCommandToAction,
  listCommands,
  recordCommand,
  removeExpiredCommandContent,
} from "../../src/entries/commands.ts";
import { on, type Rows } from "./row.ts";
import { id, page, since, userId } from "./samples.ts";

export const commands: Rows = {
  findCommand: on(findCommand, { userId, auditor: undefined, id }),
  findCommandsOfActions: on(findCommandsOfActions, { userId, auditor: undefined, ids: [id] }),
  listCommands: on(listCommands, {
    auditor: undefined,
    userId,
    profile: "default",
    status: "ok",
    intentName: "merge_pr",
    sessionId: "s",
    pendingActionId: id,
    ...page,
  }),
  countCommandsByDay: on(countCommandsByDay, { userId, since, until: since }),
  linkCommandToAction: on(linkCommandToAction, {
    userId,
    commandId: id,
    pendingActionId: id,
    by: userId,
  }),
  recordCommand: on(recordCommand, {
    userId,
    inputType: "audio",
    status: "ok",
    profile: "default",
    privacyMode: "balanced",
    transcript: "said",
    storeTranscript: true,
    intentName: "merge_pr",
    intentConfidence: 0.5,
    entities: {},
    sessionId: "s",
    latencyMs: 7,
    pendingActionId: undefined,
    idempotencyKey: "k",
  }),
  removeExpiredCommandContent: on(removeExpiredCommandContent, {
    limit: 10,
    dryRun: false,
    transcriptsBefore: since,
    entitiesBefore: since,
  }),
};
