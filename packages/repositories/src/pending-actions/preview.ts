import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { keepGiven } from "../redaction/keep-text.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { requireList, requireObject, requireText } from "../validate.ts";
import { pendingActionLimits } from "./limits.ts";

/** An executor's preview: nothing but text, for the people who decide. */
export interface NewActionPreview {
  /** Up to 300 characters. */
  readonly title: string;
  /** An address with http or https, without a password, of up to 2000 characters. Default: none. */
  readonly url?: string | null | undefined;
  /** At most 20. */
  readonly facts: readonly PreviewFact[];
}

/** One fact of a preview, for example the branch. */
export interface PreviewFact {
  /** Up to 100 characters. */
  readonly label: string;
  /** Up to 1000 characters. */
  readonly value: string;
}

/** A preview as it is stored, without secrets. */
export interface ActionPreview {
  readonly title: string;
  readonly url: string | null;
  readonly facts: readonly PreviewFact[];
  readonly madeAt: Date;
}

/**
 * Validates a preview and redacts its secrets. A fact whose label is the name of a secret has no value left.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function requirePreview(preview: NewActionPreview, context: Context): ActionPreview {
  const { title, url = null, facts } = requireObject("preview", preview);
  const { title: longestTitle, facts: most } = pendingActionLimits.preview;
  const given = requireList("preview.facts", facts);
  if (given.length > most) {
    throw new InvalidInputError(
      "preview.facts",
      `has ${given.length} facts; give at most ${most}, the most important ones`,
    );
  }
  return {
    title: keepGiven("preview.title", title, context, longestTitle),
    url: url === null ? null : keepAddress("preview.url", url, context),
    facts: given.map((fact) => keepFact(fact, context)),
    madeAt: context.now(),
  };
}

function keepFact(fact: PreviewFact, context: Context): PreviewFact {
  const { label: longestLabel, value: longestValue } = pendingActionLimits.preview;
  const given = requireObject("preview.facts", fact);
  const label = keepGiven("preview.facts.label", given.label, context, longestLabel);
  const value = requireText("preview.facts.value", given.value, longestValue);
  // As a member that has a name, so that the name of a secret hides its value.
  const { redactor = defaultRedactor } = context;
  const kept = redactor.json({ name: given.label, value }) as { readonly value: string };
  return { label, value: kept.value.slice(0, longestValue).toWellFormed() };
}

function keepAddress(field: string, url: string, context: Context): string {
  const { url: longest } = pendingActionLimits.preview;
  const parsed = URL.parse(requireText(field, url, longest));
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) {
    throw new InvalidInputError(
      field,
      "is no address with http or https; give one, or leave it out",
    );
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new InvalidInputError(field, "holds a user or a password; leave them out");
  }
  // Its normal form shows where it leads: a host in ASCII, and other characters escaped.
  return keepGiven(field, parsed.href, context, longest);
}

/** The stored form of a preview. */
export function encodePreview({ title, url, facts, madeAt }: ActionPreview): string {
  return JSON.stringify({ title, url, facts, made_at: madeAt });
}

/** Reads the stored form. */
export function toPreview(stored: string | null): ActionPreview | null {
  if (stored === null) return null;
  const { made_at: madeAt, ...preview } = JSON.parse(stored) as StoredPreview;
  return { ...preview, madeAt: new Date(madeAt) };
}

interface StoredPreview extends Omit<ActionPreview, "madeAt"> {
  readonly made_at: string;
}
