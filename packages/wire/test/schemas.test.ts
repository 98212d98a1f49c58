import { expect, test } from "vitest";
import { apiSchemas } from "../src/index.ts";

const names = apiSchemas.map((schema) => (schema as { readonly $id: string }).$id);

test("each schema has a name of its own", () => {
  expect(new Set(names).size).toBe(names.length);
});

test("each reference names a schema of the list", () => {
  const references = [...JSON.stringify(apiSchemas).matchAll(/"\$ref":"([^"]*)#"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, name] of references) expect(names).toContain(name);
});
