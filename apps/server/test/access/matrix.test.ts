import { type AccessScope, accessScopeNames } from "@handsfree/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stranger, TestApi, userId } from "../api.ts";
import { bearer, keyOfService, keyOfUser, sessionOf } from "../callers.ts";
import { injectOpen } from "../inject-open.ts";
import { type Entry, matrix } from "./matrix.ts";
import { type Operation, operationsOf, pathOf } from "./operations.ts";

/** Scopes that a service can have. */
const forServices = accessScopeNames.filter((scope) => scope !== "actions:decide");
/** The scopes of a member's session. */
const ofMembers = new Set<AccessScope>([
  "actions:propose",
  "actions:decide",
  "commands:write",
  "commands:read",
]);
/** A user for whom none of the callers may act. */
const other = "019a2f6e-0000-7000-8000-0000000000ff";

interface Principal {
  readonly kind: "nobody" | "person" | "service";
  readonly scope: AccessScope | undefined;
  readonly key: string | undefined;
  /** The users that it may act for. */
  readonly users: readonly string[];
}

let api: TestApi;
const principals: Principal[] = [{ kind: "nobody", scope: undefined, key: undefined, users: [] }];
let operations: readonly Operation[] = [];
beforeAll(async () => {
  api = await TestApi.start();
  await api.app.ready();
  operations = operationsOf(api.app);
  for (const scope of accessScopeNames) {
    const id = scope === "admin" ? stranger : userId;
    if (scope === "admin")
      await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", id).execute();
    const key = await keyOfUser(api.db, id, [scope]);
    principals.push({ kind: "person", scope, key, users: [id] });
  }
  for (const scope of forServices) {
    const key = await keyOfService(api.db, { name: scope, scopes: [scope], actsFor: [userId] });
    principals.push({ kind: "service", scope, key, users: [userId] });
  }
});
afterAll(() => api[Symbol.asyncDispose]());

/** The code of the refusal that the matrix means, or undefined. */
function expected(entry: Entry, { kind, scope, users }: Principal, owner: string | undefined) {
  if (entry.who === "anyone") return undefined;
  if (kind === "nobody") return "unauthenticated";
  if (entry.who === "people" && kind === "service") return "people_only";
  if (entry.signedIn && scope !== "admin") return "session_required";
  const has = (wanted: AccessScope): boolean =>
    scope === wanted ||
    // Nor does this scope let a service decide.
    (scope === "admin" && !(kind === "service" && wanted === "actions:decide"));
  const suffices = entry.scopes.length === 0 || entry.scopes.some((wanted) => has(wanted));
  if (!suffices) return "insufficient_scope";
  if (entry.records === "all" || owner === undefined || users.includes(owner)) return undefined;
  // Elsewhere that is no user, which is no question of rights.
  if (owner === "*" && !entry.ofAll) return undefined;
  return has(entry.overseers ?? "admin") ? undefined : "not_permitted";
}

const refusals = new Set([
  "unauthenticated",
  "invalid_credentials",
  "insufficient_scope",
  "people_only",
  "session_required",
  "not_permitted",
]);

async function refusalOf(
  operation: Operation,
  { key }: Principal,
  owner: string | undefined,
): Promise<string | undefined> {
  const response = await injectOpen(api.app, {
    method: operation.method,
    url: pathOf(operation, other),
    headers: {
      ...(key === undefined ? {} : bearer(key)),
      ...(owner === undefined ? {} : { "on-behalf-of": owner }),
    },
  });
  expect([500, 501]).not.toContain(response.statusCode);
  if (!String(response.headers["content-type"]).includes("problem")) return undefined;
  const { code } = JSON.parse(response.body) as { code: string };
  return refusals.has(code) ? code : undefined;
}

test.for(Object.entries(matrix))("%s by the session of a member", async ([id, entry]) => {
  const operation = operations.find((found) => found.id === id);
  if (operation === undefined) throw new Error("there is no such operation");
  // A session for each operation, since one of them signs out.
  const headers = await sessionOf(api.db, userId, api.clock);
  const suffices =
    entry.who === "anyone" ||
    entry.scopes.length === 0 ||
    entry.scopes.some((scope) => ofMembers.has(scope));
  const response = await injectOpen(api.app, {
    method: operation.method,
    url: pathOf(operation, other),
    headers,
  });
  const { code } = response.body.startsWith("{")
    ? (JSON.parse(response.body) as { code?: string })
    : { code: undefined };
  const refusal = refusals.has(code ?? "") ? code : undefined;
  expect(refusal).toBe(suffices ? undefined : "insufficient_scope");
});

describe.for([undefined, userId, stranger, other, "*"])("on behalf of %s", (owner) => {
  test.for(Object.entries(matrix))("%s", async ([id, entry]) => {
    const operation = operations.find((found) => found.id === id);
    if (operation === undefined) throw new Error("there is no such operation");
    for (const principal of principals) {
      const { kind, scope } = principal;
      const who = `${kind} with ${scope}`;
      const refusal = await refusalOf(operation, principal, owner);
      expect({ who, refusal }).toEqual({ who, refusal: expected(entry, principal, owner) });
    }
  });
});
