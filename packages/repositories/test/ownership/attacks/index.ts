import type { Attack } from "../attack.ts";
import { actionLogAttacks } from "./action-logs.ts";
import { commandAttacks } from "./commands.ts";
import { eventAttacks } from "./events.ts";
import { executionAttacks } from "./executions.ts";
import { exportAttacks } from "./export.ts";
import { pendingActionAttacks } from "./pending-actions.ts";
import { seedTableAttacks } from "./seed-tables.ts";
import { statisticsAttacks } from "./statistics.ts";

/** Every public function that takes a user, and how a user can call it. */
export const attacks: Readonly<Record<string, Attack>> = {
  ...pendingActionAttacks,
  ...executionAttacks,
  ...actionLogAttacks,
  ...commandAttacks,
  ...exportAttacks,
  ...eventAttacks,
  ...seedTableAttacks,
  ...statisticsAttacks,
};
