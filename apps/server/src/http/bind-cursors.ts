import { hash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";

/** The parameters that may change from page to page. */
const ofPage: ReadonlySet<string> = new Set(["cursor", "limit", "expand"]);
/** How many hexadecimal digits of the digest of a list are in its cursors. It is no secret: a mix-up must show. */
const digits = 8;

/**
 * Binds the cursors of each list to its path, its filters, its order and its owner. With other ones a cursor would skip
 * or repeat records without a sign, and so it is refused. The length of the page and what is added to its records may change.
 */
export function bindCursors(app: FastifyInstance): void {
  app.addHook("preHandler", (request, _reply, done) => {
    const { cursor } = queryOf(request);
    if (!isList(request) || cursor === undefined) return done();
    const end = cursor.lastIndexOf(".");
    if (end < 0)
      throw refuse("is not one that a list returned; pass it unchanged, or leave it out");
    if (cursor.slice(end + 1) !== listOf(request)) {
      throw refuse(
        "is of a list with other filters, another order or another owner; keep those, or leave the cursor out",
      );
    }
    request.query = { ...queryOf(request), cursor: cursor.slice(0, end) };
    done();
  });
  app.addHook("preSerialization", (request, reply, payload, done) => {
    if (!isList(request) || reply.statusCode !== 200 || !isPage(payload))
      return done(null, payload);
    // The cursor of the query is left out of what binds it.
    const bind = (cursor: string | null) => cursor && `${cursor}.${listOf(request)}`;
    const { next_cursor: next, prev_cursor: prev } = payload;
    done(null, { ...payload, next_cursor: bind(next), prev_cursor: bind(prev) });
  });
}

function isList({ routeOptions }: FastifyRequest): boolean {
  const schema = routeOptions.schema?.querystring as { readonly properties?: object } | undefined;
  return "cursor" in (schema?.properties ?? {});
}

interface Page {
  readonly next_cursor: string | null;
  readonly prev_cursor: string | null;
}

function isPage(payload: unknown): payload is Page {
  return typeof payload === "object" && payload !== null && "prev_cursor" in payload;
}

function queryOf({ query }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return query as Readonly<Record<string, string | undefined>>;
}

function listOf(request: FastifyRequest): string {
  const { raw, owner, isAuditor } = request;
  const [path = ""] = (raw.url ?? "").split("?", 1);
  const filters = Object.entries(queryOf(request))
    .filter(([name, value]) => !ofPage.has(name) && !(name === "order" && value === "desc"))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify([path, owner, isAuditor, filters])).slice(0, digits);
}

function refuse(problem: string): Problem {
  return new Problem(400, "invalid_input", `cursor ${problem}`, { field: "cursor" });
}
