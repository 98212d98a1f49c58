import { useEffect, useEffectEvent } from "react";
import { openedAbove } from "./asking.ts";

/** What a key does, by the key as events name it: `j`, `?`. */
export type KeyActions = Readonly<Record<string, () => void>>;

/**
 * Keys of a page. They do nothing while a person writes, while a dialog is open, and together with Ctrl, Alt or Meta, which
 * belong to the browser.
 */
export function useKeys(actions: KeyActions): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.closest("input:not([type=checkbox]), textarea, select")) return;
    if (openedAbove() !== null) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}
