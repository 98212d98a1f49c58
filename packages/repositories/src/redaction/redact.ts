import { createRedactor, type Redactor } from "./redactor.ts";
import { requireString } from "../validate.ts";

/** What redacts where the context names no other. */
export const defaultRedactor: Redactor = createRedactor();

/** The text with `[redacted]` where it held something that looks like a secret. */
export function redactText(text: string): string {
  return defaultRedactor.text(requireString("text", text));
}

/** The JSON value with its secrets redacted: values of members that are named like one, and texts that look like one. */
export function redactJson(value: unknown): unknown {
  return defaultRedactor.json(value);
}
