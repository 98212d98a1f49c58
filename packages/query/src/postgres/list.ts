/** Converts the text of a list, such as `{a,NULL,"b,c"}`, to an array, and of a list of lists to nested arrays. */
export function readList(text: string, decodeItem: (item: string) => unknown): unknown[] {
  // Bounds that do not start at 1 come before the items: [0:1]={a,b}
  const start = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  const root: unknown[] = [];
  const open: unknown[][] = [];
  for (const [token] of text.slice(start).matchAll(tokens)) {
    if (token === "{") {
      const list = open.length === 0 ? root : [];
      open.at(-1)?.push(list);
      open.push(list);
    } else if (token === "}") {
      open.pop();
    } else {
      open.at(-1)?.push(readItem(token, decodeItem));
    }
  }
  return root;
}

const tokens = /[{}]|"(?:[^"\\]|\\.)*"|[^{},"]+/gs;

function readItem(token: string, decodeItem: (item: string) => unknown): unknown {
  if (token === "NULL") return null;
  return decodeItem(token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : token);
}
