import { type Answer, type Document, type Operation, operationsOf } from "../document.ts";
import { type Comparison, compareSchemas } from "./compare-schemas.ts";
import { referred } from "./shape.ts";

/**
 * Lists the changes that break clients of an earlier description: the server no longer takes a part of a request, or
 * newly needs one, or it no longer gives a part of an answer, or gives it in another type. Additions break nothing, also not a new
 * word or status of an answer.
 *
 * @returns a sentence for each such change.
 */
export function breakingChanges(before: Document, after: Document): string[] {
  const later = new Map(operationsOf(after).map((one) => [`${one.method} ${one.path}`, one]));
  return operationsOf(before).flatMap(({ method, path, operation }) => {
    const name = `${method} ${path}`;
    const found = later.get(name);
    if (found === undefined) return [`${name} was removed`];
    return compareOperations(operation, found.operation, { before, after }).map(
      (change) => `${name}: ${change}`,
    );
  });
}

type Documents = Pick<Comparison, "after" | "before">;

function compareOperations(before: Operation, after: Operation, documents: Documents): string[] {
  const found: string[] = [];
  if (before.operationId !== after.operationId) {
    found.push(`the operationId ${before.operationId} was renamed`);
  }
  const ways = new Set((after.security ?? []).map((way) => JSON.stringify(way)));
  const lost = (before.security ?? []).some((way) => !ways.has(JSON.stringify(way)));
  const wasPublic = (before.security ?? []).length === 0;
  if (ways.size > 0 && (lost || wasPublic)) found.push("callers must be known in another way");
  found.push(
    ...compareParameters(before, after, documents),
    ...compareBodies(before, after, documents),
  );
  for (const [status, answer] of Object.entries(before.responses)) {
    const later = after.responses[status];
    if (later === undefined) found.push(`the status ${status} was removed`);
    else found.push(...compareAnswers(answer, later, `the answer ${status}`, documents));
  }
  return found;
}

function compareParameters(before: Operation, after: Operation, documents: Documents): string[] {
  const comparison: Comparison = { ...documents, direction: "request", seen: new Set() };
  const found: string[] = [];
  const later = new Map(after.parameters?.map((one) => [`${one.in} ${one.name}`, one]));
  for (const old of before.parameters ?? []) {
    const key = `${old.in} ${old.name}`;
    const at = `the parameter ${old.name}`;
    const now = later.get(key);
    later.delete(key);
    if (now === undefined) {
      // An unknown header is ignored; anything else is refused.
      if (old.in !== "header") found.push(`${at} was removed`);
      continue;
    }
    if (now.required && !old.required) found.push(`${at} is required now`);
    found.push(...compareSchemas(old.schema, now.schema, at, comparison));
  }
  for (const { name, required } of later.values()) {
    if (required) found.push(`the parameter ${name} is required now`);
  }
  return found;
}

function compareBodies(before: Operation, after: Operation, documents: Documents): string[] {
  const comparison: Comparison = { ...documents, direction: "request", seen: new Set() };
  const [old, now] = [before.requestBody, after.requestBody];
  if (old === undefined) return now?.required ? ["the body is required now"] : [];
  if (now === undefined) return ["the body was removed"];
  const isNewlyRequired = now.required && !old.required;
  return [
    ...(isNewlyRequired ? ["the body is required now"] : []),
    ...Object.entries(old.content).flatMap(([type, media]) => {
      const later = now.content[type];
      if (later === undefined) return [`the body no longer takes ${type}`];
      return compareSchemas(media.schema, later.schema, "the body", comparison);
    }),
  ];
}

function compareAnswers(
  one: Answer,
  other: Answer,
  at: string,
  { before, after }: Documents,
): string[] {
  const old = one.$ref === undefined ? one : (referred(one.$ref, before) as Answer);
  const now = other.$ref === undefined ? other : (referred(other.$ref, after) as Answer);
  const comparison: Comparison = { before, after, direction: "answer", seen: new Set() };
  return [
    ...Object.keys(old.headers ?? {})
      .filter((name) => !(name in (now.headers ?? {})))
      .map((name) => `${at} has no ${name} any more`),
    ...Object.entries(old.content ?? {}).flatMap(([type, media]) => {
      const later = now.content?.[type];
      if (later === undefined) return [`${at} is no ${type} any more`];
      return compareSchemas(media.schema, later.schema, at, comparison);
    }),
  ];
}
