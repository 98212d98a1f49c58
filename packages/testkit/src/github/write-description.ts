import { readFileSync, writeFileSync } from "node:fs";

/**
 * Writes rest-description.json: the part of GitHub's description of its REST API that the local GitHub plays, without
 * its texts. The package with the whole description has 394 MB, so it is no dependency:
 *
 * npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
 * node packages/testkit/src/github/write-description.ts package/generated/api.github.com.json
 */
const operations: readonly (readonly [method: string, path: string, status: string])[] = [
  ["get", "/repos/{owner}/{repo}/installation", "200"],
  ["post", "/app/installations/{installation_id}/access_tokens", "201"],
  ["get", "/repos/{owner}/{repo}/pulls/{pull_number}", "200"],
  ["put", "/repos/{owner}/{repo}/pulls/{pull_number}/merge", "200"],
  ["get", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews", "200"],
  ["get", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "200"],
  ["post", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "201"],
  ["get", "/repos/{owner}/{repo}/commits/{ref}/check-runs", "200"],
  ["get", "/repos/{owner}/{repo}/commits/{ref}/status", "200"],
  ["get", "/repos/{owner}/{repo}/actions/runs/{run_id}", "200"],
  ["post", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs", "201"],
  ["get", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}", "200"],
  ["get", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", "200"],
  ["post", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", "200"],
  ["get", "/repos/{owner}/{repo}/issues", "200"],
  ["post", "/repos/{owner}/{repo}/issues", "201"],
  ["get", "/repos/{owner}/{repo}/issues/{issue_number}", "200"],
  ["patch", "/repos/{owner}/{repo}/issues/{issue_number}", "200"],
  ["get", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "200"],
  ["post", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "201"],
  ["post", "/repos/{owner}/{repo}/issues/{issue_number}/labels", "200"],
  ["delete", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", "200"],
];

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Member = { [name: string]: Json };

const [file = ""] = process.argv.slice(2);
const description = JSON.parse(readFileSync(file, "utf8")) as Member;
const components: Record<string, Member> = {};

const kept = operations.map(([method, path, status]) => {
  const operation = memberOf(memberOf(memberOf(description, "paths"), path), method);
  const { responses = {}, requestBody = null } = operation;
  return {
    method,
    path,
    parameters: ((operation["parameters"] ?? []) as Member[]).map(resolve).map((parameter) => ({
      name: parameter["name"] ?? "",
      in: parameter["in"] ?? "",
      required: parameter["required"] ?? false,
      schema: keep(parameter["schema"] ?? {}),
    })),
    isBodyRequired: requestBody !== null && resolve(requestBody as Member)["required"] === true,
    body: requestBody === null ? null : keep(schemaOf(resolve(requestBody as Member)) ?? {}),
    answers: Object.fromEntries(
      Object.entries(responses as Member).map(([code, response]) => {
        const schema = schemaOf(resolve(response as Member));
        return [code, schema === undefined ? null : keep(schema)];
      }),
    ),
    example: exampleOf(resolve(memberOf(responses, status))),
  };
});
const written = {
  from: "@octokit/openapi 23.0.2 (MIT), api.github.com",
  operations: kept,
  components,
};
writeFileSync(new URL("rest-description.json", import.meta.url), `${JSON.stringify(written)}\n`);

function memberOf(value: Json, name: string): Member {
  const found = (value as Member)[name];
  if (found === undefined) throw new Error(`the description has no ${name}`);
  return found as Member;
}

function resolve(value: Member): Member {
  const reference = value["$ref"];
  if (typeof reference !== "string") return value;
  return reference
    .slice(2)
    .split("/")
    .reduce((parent, name) => memberOf(parent, name.replaceAll("~1", "/")), description);
}

function contentOf(value: Member): Member | undefined {
  const content = (value["content"] ?? {}) as Member;
  return content["application/json"] as Member | undefined;
}

function schemaOf(value: Member): Json | undefined {
  return contentOf(value)?.["schema"];
}

/** The first example of an answer. */
function exampleOf(value: Member): Json {
  const [first] = Object.values((contentOf(value)?.["examples"] ?? {}) as Member);
  return first === undefined ? null : (resolve(first as Member)["value"] ?? null);
}

/** A schema in JSON Schema, in which null is a type: OpenAPI 3.0 has `nullable`. */
function keep(schema: Json): Json {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return keepParts(schema);
  }
  const { nullable, ...rest } = schema;
  if (nullable !== true) return keepParts(schema);
  return { anyOf: [keepParts(rest), { type: "null" }] };
}

/** A schema without texts, whose references are to the kept components. */
function keepParts(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(keep);
  if (typeof schema !== "object" || schema === null) return schema;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    if (!(name in components)) {
      components[name] = {};
      components[name] = keep(resolve(schema)) as Member;
    }
    return { $ref: `#/components/${name}` };
  }
  const texts = new Set([
    "description",
    "example",
    "examples",
    "title",
    "externalDocs",
    "deprecated",
  ]);
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([name, value]) => !(texts.has(name) && typeof value !== "object") && name !== "examples",
      )
      .filter(([name]) => !name.startsWith("x-"))
      .map(([name, value]) =>
        name === "properties"
          ? [
              name,
              Object.fromEntries(
                Object.entries(value as Member).map(([key, one]) => [key, keep(one)]),
              ),
            ]
          : [name, name === "example" ? value : keep(value)],
      ),
  );
}
