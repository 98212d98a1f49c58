import type { CommandJson } from "@handsfree/wire/commands";

/** A value of the API, such as `needs_confirmation`, as a person reads it. */
export function asWords(value: string): string {
  const words = value.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** How a command was given. */
export const inputWords: Readonly<Record<CommandJson["input_type"], string>> = {
  text: "Typed",
  audio: "Spoken",
  image: "By a picture",
};

/** What a privacy mode allows to be kept. The server applies it when it records a command. */
export const privacyWords: Readonly<Record<CommandJson["privacy_mode"], string>> = {
  strict: "Strict: what you say is kept only if you ask for it",
  balanced: "Balanced: what you say is kept only if you ask for it, and then for longer",
  debug: "Debug: what you say is always kept, and not for long",
};
