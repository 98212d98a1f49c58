import { useSyncExternalStore } from "react";
import { useMe } from "../../session/me.ts";

/** Policies that a person writes and that do not hold yet. */
export interface PolicyDraft {
  readonly text: string;
  /** The version that it was made from; null if there was none. */
  readonly basedOn: number | null;
}

const listeners = new Set<() => void>();
/** What was stored last, in case the browser stores nothing. */
const kept = new Map<string, string>();
let read: { readonly raw: string; readonly draft: PolicyDraft | undefined } | undefined;

/**
 * The person's draft, and what changes it. The browser keeps it: also a reload, an end of the session and another person
 * who saves meanwhile lose nothing of it.
 */
export function useDraft(): readonly [
  draft: PolicyDraft | undefined,
  setDraft: (draft: PolicyDraft | undefined) => void,
] {
  const place = `handsfree.policies.${useMe().user.id}`;
  const draft = useSyncExternalStore(subscribe, () => parse(rawOf(place)));
  return [draft, (next) => store(place, next)];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another window of the person.
  const onStorage = (): void => {
    kept.clear();
    listener();
  };
  addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", onStorage);
  };
}

function rawOf(place: string): string {
  return kept.get(place) ?? localStorage.getItem(place) ?? "";
}

function store(place: string, draft: PolicyDraft | undefined): void {
  const raw = draft === undefined ? "" : JSON.stringify(draft);
  kept.set(place, raw);
  try {
    if (raw === "") localStorage.removeItem(place);
    else localStorage.setItem(place, raw);
  } catch {
    // The storage is full or forbidden. The draft lives as long as the page.
  }
  for (const listener of listeners) listener();
}

function parse(raw: string): PolicyDraft | undefined {
  if (read?.raw !== raw) read = { raw, draft: toDraft(raw) };
  return read.draft;
}

function toDraft(raw: string): PolicyDraft | undefined {
  if (raw === "") return undefined;
  try {
    const { text, basedOn } = JSON.parse(raw) as Partial<PolicyDraft>;
    const isRight = typeof text === "string" && (basedOn === null || typeof basedOn === "number");
    return isRight ? { text, basedOn } : undefined;
  } catch {
    return undefined;
  }
}
