import type { ProblemDescriptionJson } from "@handsfree/wire";

/** The description of one code, or the list of all, for a person who follows the `type` of a problem. */
export function problemPage(
  title: string,
  descriptions: readonly ProblemDescriptionJson[],
): string {
  const items = descriptions.map(
    ({ type, code, statuses, meaning, way_out: wayOut }) =>
      `<h2><a href="${type}">${code}</a></h2><p>HTTP ${statuses.join(", ")}</p><p>${escape(meaning)}</p><p>${escape(wayOut)}</p>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1>${items.join("")}</html>\n`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
