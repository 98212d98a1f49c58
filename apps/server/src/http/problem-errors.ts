import type { ProblemErrorJson } from "@handsfree/wire";
import type { FastifyRequest } from "fastify";
import type { Problem } from "./problem.ts";

/** A member of the body as a JSON pointer in the fragment of a URI (RFC 6901, section 6). */
export function pointerTo(path: readonly string[]): string {
  const escaped = path.map((name) =>
    encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1").toWellFormed()),
  );
  return ["#", ...escaped].join("/");
}

/** What is wrong with a request, for programs: what the problem says itself, or else the place of its `field`. */
export function errorsOf(
  { extensions, message }: Problem,
  request: FastifyRequest,
): { readonly errors?: readonly ProblemErrorJson[] } {
  const { errors, field } = extensions;
  if (errors !== undefined || typeof field !== "string") return {};
  return { errors: [{ ...placeOf(field, request), detail: message }] };
}

function placeOf(
  field: string,
  { params, query, body }: FastifyRequest,
): Omit<ProblemErrorJson, "detail"> {
  const [name = field, ...rest] = field.split(".");
  // No member and no parameter has a dash in its name.
  if (name.includes("-") || name === "host") return { header: name };
  const isMember = typeof body === "object" && body !== null;
  if (name === "idempotency_key" && !(isMember && name in body)) {
    return { header: "idempotency-key" };
  }
  const parameters = { ...(params as object), ...(query as object) };
  if (name in parameters || !isMember) return { parameter: name };
  return { pointer: pointerTo(name === "body" ? rest : [name, ...rest]) };
}
