/** A message beside the page is a dialog too for screen readers, and asks nothing. */
const asking = '[role="dialog"]:not([role="region"] *), [role="menu"]';

/** The dialog or menu that is open, which then has the keys. */
export function openedAbove(): HTMLElement | null {
  return document.querySelector<HTMLElement>(asking);
}
