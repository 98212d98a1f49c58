/** Which colors a person wants: those of the system, or always the same. */
export type Theme = "system" | "light" | "dark";

const place = "handsfree.theme";

/** The theme that the person chose in this browser. */
export function chosenTheme(): Theme {
  const stored = localStorage.getItem(place);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Shows the page in a theme, now and in later visits. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(place);
  else localStorage.setItem(place, theme);
  showTheme(theme);
}

/** Shows the page in a theme. */
export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
