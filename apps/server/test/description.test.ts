import { expect, test } from "vitest";
import openapi from "../openapi.json" with { type: "json" };
import { type Document, operationsOf, type Schema } from "../src/api/document.ts";
import { examples } from "../src/api/examples/all.ts";
import { tags } from "../src/api/tags.ts";

const document = openapi as unknown as Document;
const operations = operationsOf(document);

/** All schemas below a part of the description, each with the way to it. */
function* schemasIn(part: unknown, at: string): Generator<readonly [string, Schema]> {
  if (typeof part !== "object" || part === null) return;
  if (!Array.isArray(part)) yield [at, part as Schema];
  for (const [name, inner] of Object.entries(part)) yield* schemasIn(inner, `${at}/${name}`);
}

const component = /^#\/components\/schemas\/\w+$/;
const inPlace = [
  ...schemasIn(document.components.schemas, "#/components/schemas"),
  ...schemasIn(document.paths, "#/paths"),
].filter(([at]) => !component.test(at));

test("each object with members has a name", () => {
  const anonymous = inPlace.filter(
    ([at, { type, properties }]) =>
      type === "object" &&
      Object.keys((properties as object | undefined) ?? {}).length > 0 &&
      // What a named schema adds to another one.
      !at.includes("/allOf/"),
  );
  expect(anonymous.map(([at]) => at)).toEqual([]);
});

test("a list of words that is used by more than one resource has a name", () => {
  const places = new Map<string, Set<string>>();
  for (const [at, schema] of inPlace) {
    const words = schema["enum"];
    if (!Array.isArray(words) || words.length < 2) continue;
    const owner = at.split("/").slice(0, 5).join("/");
    const found = places.get(words.join()) ?? new Set<string>();
    places.set(words.join(), found.add(owner));
  }
  const repeated = [...places].filter(([, owners]) => owners.size > 1).map(([words]) => words);
  expect(repeated).toEqual([]);
});

test("each name is the title of its schema", () => {
  const { schemas } = document.components;
  expect(Object.entries(schemas).filter(([name, { title }]) => title !== name)).toEqual([]);
});

test("each operation belongs to one group, and each group has operations", () => {
  const used = operations.map(({ operation }) => operation.tags);
  expect(used.filter((names) => names?.length !== 1)).toEqual([]);
  expect(new Set(used.flat())).toEqual(new Set(tags.map(({ name }) => name)));
});

test("each operation says who may call it, and a change by a session needs its token", () => {
  for (const { operation, method } of operations) {
    const { operationId, security } = operation;
    const known = [{ key: [] }, method === "GET" ? { session: [] } : { session: [], csrf: [] }];
    const isPublic = security?.length === 0;
    expect({ operationId, security }).toEqual({ operationId, security: isPublic ? [] : known });
    const refuses = "401" in operation.responses || isPublic;
    expect({ operationId, refuses }).toEqual({ operationId, refuses: true });
  }
});

test("each refusal is a problem, and one that says nothing of its own is shared", () => {
  for (const { operation } of operations) {
    for (const [status, { $ref, content }] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      const types = $ref?.replace(/\w+$/, "") ?? Object.keys(content ?? {}).join();
      expect(["#/components/responses/", "application/problem+json"]).toContain(types);
    }
  }
});

test("each operation has an example, which a test sends, and each example an operation", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(Object.keys(examples).toSorted()).toEqual(ids.toSorted());
});
