import manifest from "../package.json" with { type: "json" };

const sources = Object.values(manifest.exports)
  .filter((entry) => typeof entry !== "string")
  .map((entry) => entry["@handsfree/source"]);
const modules = await Promise.all(
  sources.map(
    (source) =>
      import(new URL(`../${source}`, import.meta.url).href) as Promise<Record<string, unknown>>,
  ),
);

/** The exports of all entries of the package, by name. */
export const publicSurface: Readonly<Record<string, unknown>> = Object.assign({}, ...modules);
