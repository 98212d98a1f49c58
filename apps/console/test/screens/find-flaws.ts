import type { Page } from "playwright-core";

/** Runs in the page. */
const flawsScript = `(() => {
  const flaws = [];
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const dialog = document.querySelector("[role=dialog], [role=alertdialog]");
  const within = dialog ?? document.body;
  const describe = (element) => element.tagName.toLowerCase() + " " +
    JSON.stringify((element.ariaLabel ?? element.innerText ?? "").trim().slice(0, 60));
  // A link in the middle of a text has the height of its line.
  const controls = "button, input, select, textarea, summary, [role=tab], [role=menuitem], article a, nav a, li > a";
  if (matchMedia("(pointer: coarse)").matches) {
    for (const control of within.querySelectorAll(controls)) {
      if (!isShown(control) || control.closest(".visually-hidden")) continue;
      // What is touched is the label, or all that an overlay covers.
      const box = (control.closest("label") ?? control).getBoundingClientRect();
      const overlay = getComputedStyle(control, "::after");
      const added = (side) => (overlay.position === "absolute" ? parseFloat(overlay[side]) || 0 : 0);
      const [width, height] = [Math.max(box.width, added("width")), Math.max(box.height, added("height"))];
      if (height < 43.5 || width < 43.5) flaws.push("small: " + describe(control) + " " + Math.round(width) + "x" + Math.round(height));
    }
  }
  // A text that its own box cuts, without a sign that there is more.
  for (const element of within.querySelectorAll("*")) {
    if (!isShown(element)) continue;
    const { overflowX, textOverflow, clipPath } = getComputedStyle(element);
    // Only for screen readers.
    if (clipPath !== "none") continue;
    const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (isCut && (overflowX === "hidden" || overflowX === "clip") && textOverflow !== "ellipsis")
      flaws.push("cut: " + describe(element));
    if (isCut && overflowX === "visible" && ["BUTTON", "H1", "H2", "H3", "P", "DD", "DT", "LI"].includes(element.tagName))
      flaws.push("out of its box: " + describe(element));
  }
  return flaws;
})()`;

/** Flaws that axe-core does not look for: targets too small for a finger, and texts that are cut. */
export async function findFlaws(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(flawsScript);
}
