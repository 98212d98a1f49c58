import { useEffect } from "react";
import { openedAbove } from "./asking.ts";

let last: Element | undefined;

/** Whether what had the focus has left the page, so that nothing has it now. */
export function isFocusLost(): boolean {
  return document.activeElement === document.body && last !== undefined && !last.isConnected;
}

/**
 * Where the focus would be lost with a row, a card or a button, and nothing else takes it, the open dialog or the
 * title of the page does: a keyboard goes on from there, and not from the top of the document.
 */
export function useFocusOnTitleWhenLost(): void {
  useEffect(() => {
    const remember = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = target;
    };
    let frame = 0;
    const rescue = (): void => {
      if (!isFocusLost()) return;
      const place = openedAbove() ?? document.getElementById("page-title");
      place?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      if (!isFocusLost()) return;
      cancelAnimationFrame(frame);
      // A page or a dialog that knows a better place is first: it moves the focus before the second frame.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(rescue);
      });
    });
    document.addEventListener("focusin", remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
}
