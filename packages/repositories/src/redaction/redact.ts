import { createRedactor, type Redactor } from "./redactor.ts";
import { requireString } from "../validate.ts";

/** The redactor of a context that names none. */
export const defaultRedactor: Redactor = createRedactor();

/** Replaces secrets in a text by `[redacted]`. */
export function redactText(text: string): string {
  return defaultRedactor.text(requireString("text", text));
}

/** Replaces secrets in a JSON value: members with a secret's name, and texts that look like a secret. */
export function redactJson(value: unknown): unknown {
  return defaultRedactor.json(value);
}
