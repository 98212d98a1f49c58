import { InvalidInputError } from "@handsfree/query";
import {
  type NotificationChannelRow,
  type NotificationContent,
  notificationContents,
  type Profile,
  profiles,
} from "@handsfree/schema";
import type { Context } from "../context.ts";
import { optionalName } from "../redaction/keep-text.ts";
import { requireList, requireOneOf } from "../validate.ts";
import { notificationLimits } from "./limits.ts";
import { type QuietHours, requireQuietHours } from "./quiet-hours.ts";

/** The values of a channel that its person chooses. */
export interface ChannelChoices {
  /** Up to 100 characters, by which the person tells their channels apart. */
  readonly name?: string | null | undefined;
  /** The profiles in which it is used. Null for all. */
  readonly profiles?: readonly Profile[] | null | undefined;
  /** When its notices wait. Null for never. */
  readonly quietHours?: QuietHours | null | undefined;
  /** How much of an action it shows. */
  readonly content?: NotificationContent | undefined;
}

/** The same in columns. */
type ChannelColumns = Pick<NotificationChannelRow, "name" | "profiles" | "quiet_hours" | "content">;

/** The columns of the choices that were given. @throws {InvalidInputError} naming the field. */
export function keepChoices(
  { name, profiles: chosen, quietHours, content }: ChannelChoices,
  context: Context,
): Partial<ChannelColumns> {
  return {
    ...(name !== undefined && {
      name: optionalName("name", name, context, notificationLimits.name),
    }),
    ...(chosen !== undefined && { profiles: chosen === null ? null : keepProfiles(chosen) }),
    ...(quietHours !== undefined && {
      quiet_hours:
        quietHours === null ? null : JSON.stringify(requireQuietHours("quietHours", quietHours)),
    }),
    ...(content !== undefined && {
      content: requireOneOf("content", content, notificationContents),
    }),
  };
}

function keepProfiles(chosen: readonly Profile[]): string {
  for (const one of requireList("profiles", chosen)) requireOneOf("profiles", one, profiles);
  if (chosen.length > 0) return JSON.stringify([...new Set(chosen)]);
  throw new InvalidInputError("profiles", "is empty; give at least one profile, or null for all");
}
