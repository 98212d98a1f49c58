/** In the order of the check: many browsers name others beside themselves. */
const browsers = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\bFirefox\/|\bFxiOS\//],
  ["Chrome", /\b(?:Headless)?Chrome\/|\bCriOS\//],
  ["Safari", /\bSafari\//],
] as const;

const systems = [
  ["Android", /Android/],
  ["iPhone or iPad", /iPhone|iPad/],
  ["macOS", /Macintosh/],
  ["Windows", /Windows/],
  ["Linux", /Linux|X11/],
] as const;

/** What a browser says that it is, in a few words. Undefined if it says nothing known. */
export function browserName(userAgent: string | null): string | undefined {
  const [browser] = browsers.find(([, pattern]) => pattern.test(userAgent ?? "")) ?? [];
  const [system] = systems.find(([, pattern]) => pattern.test(userAgent ?? "")) ?? [];
  if (browser === undefined) return system;
  return system === undefined ? browser : `${browser} on ${system}`;
}
