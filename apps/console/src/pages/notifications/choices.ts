import type { NotificationChannelJson, QuietHoursJson } from "@handsfree/wire/notifications";

/** The situation that a person's last command was in. */
export type Profile = NonNullable<NotificationChannelJson["profiles"]>[number];

/** What a person chooses for a channel, as the form holds it. */
export interface ChannelChoices {
  readonly name: string;
  readonly content: NotificationChannelJson["content"];
  /** In which profiles it is used; null for all. */
  readonly profiles: readonly Profile[] | null;
  /** When its notices wait; null for never. */
  readonly quietHours: QuietHoursJson | null;
}

/** What each profile is. */
export const profileNames: Readonly<Record<Profile, string>> = {
  default: "Default",
  workout: "Workout",
  kitchen: "Kitchen",
  commute: "Commute",
  work: "Work",
  focused: "Focused",
  relaxed: "Relaxed",
};

/** What a new channel begins with. */
export const firstChoices: ChannelChoices = {
  name: "",
  content: "none",
  profiles: null,
  quietHours: null,
};

/** What quiet hours begin with, in the time zone of this device. */
export function firstQuietHours(): QuietHoursJson {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { time_zone: timeZone, from: "22:00", until: "07:00", urgent_passes: true };
}

/** The choices that a channel has. */
export function choicesOf({
  name,
  content,
  profiles,
  quiet_hours,
}: NotificationChannelJson): ChannelChoices {
  return { name: name ?? "", content, profiles, quietHours: quiet_hours };
}

/** Whether something is missing, or contradicts itself. */
export function isIncomplete({ profiles, quietHours }: ChannelChoices): boolean {
  const isNever = profiles?.length === 0;
  return isNever || (quietHours !== null && problemOfQuietHours(quietHours) !== undefined);
}

/** What is wrong with quiet hours, and the way out. */
export function problemOfQuietHours({ from, until }: QuietHoursJson): string | undefined {
  if (from === "" || until === "") return "Give both times, for example 22:00 and 07:00.";
  return from === until ? "Give an end that differs from the begin." : undefined;
}

/** The choices as the API takes them. */
export function bodyOf({ name, content, profiles, quietHours }: ChannelChoices): {
  readonly name: string | null;
  readonly content: NotificationChannelJson["content"];
  readonly profiles: Profile[] | null;
  readonly quiet_hours: QuietHoursJson | null;
} {
  return {
    name: name.trim() === "" ? null : name.trim(),
    content,
    profiles: profiles === null ? null : [...profiles],
    quiet_hours: quietHours,
  };
}
