export { type CommandSummary, findCommandsOfActions } from "../commands/find-of-actions.ts";
export type { Command } from "../commands/command.ts";
export {
  type CommandCountFilter,
  countCommandsByDay,
  type DayCount,
} from "../commands/count-by-day.ts";
export {
  type CommandConditions,
  type CommandFilter,
  findCommand,
  listCommands,
} from "../commands/find.ts";
export { type CommandLink, linkCommandToAction, type LinkedCommand } from "../commands/link.ts";
export { type NewCommand } from "../commands/new-command.ts";
export { defaultPrivacyMode, type PrivacyRule, privacyRules } from "../commands/privacy.ts";
export { recordCommand, type RecordedCommand } from "../commands/record.ts";
export {
  type CommandContentRemoval,
  removeExpiredCommandContent,
  type RemovedCommandContent,
} from "../commands/remove-expired.ts";
export { commandLimits } from "../commands/limits.ts";
