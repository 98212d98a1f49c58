import type { NewCommand } from "../../src/entries/commands.ts";

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";

export const dayMilliseconds = 86_400_000;

/** A command with the required fields only. */
export const plainCommand: NewCommand = { userId, inputType: "audio", status: "ok" };
