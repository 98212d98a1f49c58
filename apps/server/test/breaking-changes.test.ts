import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import openapi from "../openapi.json" with { type: "json" };
import { breakingChanges } from "../src/api/changes/breaking-changes.ts";
import { hasMajorChangeset } from "../src/api/changes/major-changeset.ts";
import type { Document, Operation, Schema } from "../src/api/document.ts";

const text: Schema = { type: "string" };
const nothing: Schema = { type: "null" };
const list = { $ref: "#/components/schemas/Node" };

interface Parts {
  readonly operation?: Partial<Operation>;
  readonly request?: Schema;
  readonly answer?: Schema;
  readonly schemas?: Record<string, Schema>;
}

/** A description of one operation. */
function documentOf({ operation = {}, request, answer, schemas = {} }: Parts): Document {
  const described: Operation = {
    operationId: "make",
    security: [{ key: [] }],
    ...(request && { requestBody: { content: { "application/json": { schema: request } } } }),
    responses: { 200: { content: { "application/json": { schema: answer ?? {} } } } },
    ...operation,
  };
  return { paths: { "/things": { post: described } }, components: { schemas } };
}

const object = (
  properties: Record<string, Schema>,
  required: string[] = [],
  rest: Schema = {},
) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
  ...rest,
});
const words = (...known: string[]): Schema => ({ type: "string", enum: known });
const parameter = (rest: object) => ({
  name: "limit",
  in: "query" as const,
  schema: text,
  ...rest,
});
const about = "POST /things: ";

const broken: readonly (readonly [change: string, before: Parts, after: Parts])[] = [
  ["the operationId make was renamed", {}, { operation: { operationId: "create" } }],
  ["callers must be known in another way", {}, { operation: { security: [{ other: [] }] } }],
  [
    "callers must be known in another way",
    { operation: { security: [] } },
    { operation: { security: [{ key: [] }] } },
  ],
  ["the status 200 was removed", {}, { operation: { responses: { 201: {} } } }],
  [
    "the answer 200 has no Location any more",
    { operation: { responses: { 200: { headers: { Location: { $ref: "#/x" } } } } } },
    { operation: { responses: { 200: {} } } },
  ],
  [
    "the answer 200 is no application/json any more",
    {},
    { operation: { responses: { 200: { content: { "text/plain": {} } } } } },
  ],
  [
    "the parameter limit was removed",
    { operation: { parameters: [parameter({})] } },
    { operation: { parameters: [] } },
  ],
  [
    "the parameter limit is required now",
    { operation: { parameters: [parameter({})] } },
    { operation: { parameters: [parameter({ required: true })] } },
  ],
  [
    "the parameter limit is required now",
    {},
    { operation: { parameters: [parameter({ required: true })] } },
  ],
  [
    "the parameter limit no longer takes string",
    { operation: { parameters: [parameter({})] } },
    { operation: { parameters: [parameter({ schema: { type: "integer" } })] } },
  ],
  ["the body was removed", { request: text }, {}],
  [
    "the body is required now",
    {},
    { operation: { requestBody: { required: true, content: { "application/json": {} } } } },
  ],
  [
    "the body no longer takes application/json",
    { request: text },
    { operation: { requestBody: { content: { "text/plain": {} } } } },
  ],
  ["the body.a was removed", { request: object({ a: text }) }, { request: object({}) }],
  [
    "the body.a is required now",
    { request: object({ a: text }) },
    { request: object({ a: text }, ["a"]) },
  ],
  ["the body.b is required now", { request: object({}) }, { request: object({ b: text }, ["b"]) }],
  [
    "the body no longer takes other members",
    { request: object({}, [], { additionalProperties: true }) },
    { request: object({}) },
  ],
  [
    'the body.a no longer takes "y"',
    { request: object({ a: words("x", "y") }) },
    { request: object({ a: words("x", "z") }) },
  ],
  [
    "the body.a takes only some values now",
    { request: object({ a: text }) },
    { request: object({ a: words("x") }) },
  ],
  [
    "the body.a no longer takes null",
    { request: object({ a: { anyOf: [text, nothing] } }) },
    { request: object({ a: text }) },
  ],
  ["the body has a lower maxLength", { request: text }, { request: { ...text, maxLength: 5 } }],
  [
    "the body has a higher minimum",
    { request: { type: "integer", minimum: 0 } },
    { request: { type: "integer", minimum: 1 } },
  ],
  ["the body has another pattern", { request: text }, { request: { ...text, pattern: "^a" } }],
  [
    "the body[] no longer takes number",
    { request: { type: "array", items: { type: "number" } } },
    { request: { type: "array", items: { type: "integer" } } },
  ],
  ["the answer 200.a was removed", { answer: object({ a: text }) }, { answer: object({}) }],
  [
    "the answer 200.a may be missing now",
    { answer: object({ a: text }, ["a"]) },
    { answer: object({ a: text }) },
  ],
  [
    "the answer 200.a can be null now",
    { answer: object({ a: text }) },
    { answer: object({ a: { anyOf: [text, nothing] } }) },
  ],
  [
    "the answer 200.a can be integer now",
    { answer: object({ a: text }) },
    { answer: object({ a: { type: "integer" } }) },
  ],
  ["the answer 200 is no uuid any more", { answer: { ...text, format: "uuid" } }, { answer: text }],
  [
    "the answer 200.next.name was removed",
    { answer: list, schemas: { Node: object({ name: text, next: list }) } },
    {
      answer: object({ name: text, next: object({ next: list }) }),
      schemas: { Node: object({ name: text, next: list }) },
    },
  ],
  [
    "the answer 200.a was removed",
    { answer: { allOf: [object({ a: text }), object({ b: text })] } },
    { answer: object({ b: text }) },
  ],
];

test.for(broken)("%s", ([change, before, after]) => {
  expect(breakingChanges(documentOf(before), documentOf(after))).toEqual([about + change]);
});

const added: readonly (readonly [what: string, before: Parts, after: Parts])[] = [
  [
    "a status",
    {},
    {
      operation: {
        responses: { ...documentOf({}).paths["/things"]?.["post"]?.responses, 201: {} },
      },
    },
  ],
  ["another way to be known", {}, { operation: { security: [{ key: [] }, { session: [] }] } }],
  ["an open operation", {}, { operation: { security: [] } }],
  ["a parameter", {}, { operation: { parameters: [parameter({})] } }],
  [
    "a header that is not read any more",
    { operation: { parameters: [parameter({ in: "header" })] } },
    { operation: { parameters: [] } },
  ],
  ["an optional body", {}, { request: text }],
  ["a member", { request: object({ a: text }) }, { request: object({ a: text, b: text }) }],
  ["a word of a request", { request: words("x") }, { request: words("x", "y") }],
  ["any word of a request", { request: words("x") }, { request: text }],
  ["a wider limit", { request: { ...text, maxLength: 5 } }, { request: { ...text, maxLength: 9 } }],
  ["numbers", { request: { type: "integer" } }, { request: { type: "number" } }],
  ["null of a request", { request: text }, { request: { anyOf: [text, nothing] } }],
  ["a member of an answer", { answer: object({}) }, { answer: object({ a: text }, ["a"]) }],
  ["a word of an answer", { answer: words("x") }, { answer: words("x", "y") }],
  ["no null of an answer", { answer: { anyOf: [text, nothing] } }, { answer: text }],
  [
    "a member of a list of itself",
    { answer: list, schemas: { Node: object({ next: list }) } },
    { answer: list, schemas: { Node: object({ next: list, name: text }) } },
  ],
];

test.for(added)("%s breaks nobody", ([, before, after]) => {
  expect(breakingChanges(documentOf(before), documentOf(after))).toEqual([]);
});

test("an operation that was removed", () => {
  const before = documentOf({});
  const after = { ...before, paths: {} };
  expect(breakingChanges(before, after)).toEqual(["POST /things was removed"]);
  expect(breakingChanges(after, before)).toEqual([]);
});

test("this description breaks no client of itself, and any operation less does", () => {
  const document = openapi as unknown as Document;
  expect(breakingChanges(document, document)).toEqual([]);
  const paths = { ...document.paths };
  delete paths["/v1/pending-actions/{id}"];
  expect(breakingChanges(document, { ...document, paths })).toEqual([
    "GET /v1/pending-actions/{id} was removed",
  ]);
});

test("only a changeset that says major for the package lets such a change through", async () => {
  await using folder = await temporaryDirectory();
  const changesets = join(folder.path, ".changeset");
  await mkdir(changesets);
  const name = "@handsfree/server";
  const write = (file: string, head: string) =>
    writeFile(join(changesets, file), `---\n${head}\n---\n\n"${name}": major\n`);
  await write("one.md", `"${name}": minor\n"@handsfree/cli": major`);
  expect(await hasMajorChangeset(changesets, name)).toBe(false);
  await write("two.md", `"@handsfree/cli": minor\n'${name}': major`);
  expect(await hasMajorChangeset(changesets, name)).toBe(true);
});
