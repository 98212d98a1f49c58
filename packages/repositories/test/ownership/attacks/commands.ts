import fc from "fast-check";
import {
  countCommandsByDay,
  findCommand,
  findCommandsOfActions,
  linkCommandToAction,
  listCommands,
  recordCommand,
} from "../../../src/entries/commands.ts";
import { type Attack, attack } from "../attack.ts";
import { key, known, maybe, page } from "../known.ts";

const pendingActionId = known("actionIds");

export const commandAttacks: Readonly<Record<string, Attack>> = {
  recordCommand: attack(
    {
      inputType: fc.constant("text" as const),
      status: fc.constant("ok" as const),
      sessionId: maybe(known("sessionIds")),
      pendingActionId: maybe(pendingActionId),
      idempotencyKey: maybe(key),
    },
    ({ db, context }, input) => recordCommand(db, input, context),
  ),
  findCommand: attack({ id: known("commandIds") }, ({ db, context }, input) =>
    findCommand(db, input, context),
  ),
  findCommandsOfActions: attack(
    { ids: fc.array(pendingActionId, { minLength: 1, maxLength: 3 }) },
    ({ db, context }, input) => findCommandsOfActions(db, input, context),
  ),
  listCommands: attack(
    {
      ...page,
      sessionId: maybe(known("sessionIds")),
      pendingActionId: maybe(pendingActionId),
    },
    ({ db, context }, input) => listCommands(db, input, context),
  ),
  countCommandsByDay: attack({ since: page.since, until: page.until }, ({ db }, input) =>
    countCommandsByDay(db, input),
  ),
  linkCommandToAction: attack(
    { commandId: known("commandIds"), pendingActionId },
    ({ db, context }, input) => linkCommandToAction(db, input, context),
  ),
};
