import { HookError } from "@handsfree/agents/hooks";
import { HandsFreeError, InvalidInputError } from "@handsfree/query";
import { CommanderError } from "commander";
import { NotFoundError } from "./not-found-error.ts";
import { plainText } from "./output/plain-text.ts";

/** The line on standard error for a failure. */
export function errorLine(error: unknown): string {
  return `handsfree: ${plainText(describe(error))}\n`;
}

function describe(error: unknown): string {
  if (error instanceof InvalidInputError) return `${asTyped(error.field)} ${error.problem}`;
  if (error instanceof HandsFreeError) return error.message;
  if (error instanceof NotFoundError || error instanceof HookError) return error.message;
  if (error instanceof CommanderError) return describeUsage(error);
  // Other messages may quote values.
  const { code, name = "unknown" } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return `an unexpected failure (${code ?? name})`;
}

const argumentNames: Readonly<Record<string, string>> = {
  eventsPerSecond: "--rate",
  file: "FILE",
  id: "ID",
  name: "NAME",
  path: "--database",
  payloadDigest: "--digest",
  privateKey: "--key-file",
  publicKeys: "--public-key",
  requestedBy: "--by",
  serviceId: "--service",
  token: "TOKEN",
  url: "URL",
  userId: "--user",
};

/** The name on the command line for a repository's argument. Names of environment variables are unchanged. */
function asTyped(field: string): string {
  if (/^[A-Z]/.test(field)) return field;
  return (
    argumentNames[field] ??
    `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  );
}

/**
 * Commander's messages quote arguments, and an argument can be a token in the wrong place. So only arguments that
 * are as short as the name of a command or an option are repeated.
 */
function describeUsage({ code, message }: CommanderError): string {
  if (code === "commander.help") return "give a command; --help lists them";
  const text = message
    .replace(/^error: /, "")
    .replace(/ but got (\d+): .*$/s, " but got $1")
    .replaceAll(/'[^'<]{16,}'/g, "'…'");
  return code === "commander.unknownOption" && text.includes("'…'")
    ? `${text}; give a token that begins with a hyphen on standard input, or after --`
    : text;
}
