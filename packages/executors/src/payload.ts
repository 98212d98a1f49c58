import { ExecutionFailure, type PendingAction } from "@handsfree/repositories/pending-actions";
import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";

/** A fault of a payload. */
interface PayloadFault {
  /** The member, as `reviewers/0`; empty for the payload itself. */
  readonly field: string;
  readonly problem: string;
}

/** The first fault of a payload; undefined if it has exactly the form of the schema. */
function findFault(schema: TSchema, payload: unknown): PayloadFault | undefined {
  const [first] = Value.Errors(schema, payload);
  if (first === undefined) return undefined;
  const place = first.instancePath.slice(1);
  const params = first.params as Record<string, unknown>;
  const named = (name: unknown): string =>
    place === "" ? String(name) : `${place}/${String(name)}`;
  const listed = (names: unknown): unknown => (Array.isArray(names) ? names[0] : undefined);
  if (first.keyword === "required") {
    return { field: named(listed(params["requiredProperties"])), problem: "is missing" };
  }
  if (first.keyword === "additionalProperties") {
    return { field: named(listed(params["additionalProperties"])), problem: "is not known" };
  }
  // A member that no schema allows.
  if (first.keyword === "boolean") return { field: place, problem: "is not known" };
  return { field: place, problem: first.message };
}

/**
 * The payload of an action, in exactly the form of the schema.
 *
 * @throws {ExecutionFailure} naming the field.
 */
export function readPayload<Schema extends TSchema>(
  schema: Schema,
  { actionType, actionPayload }: PendingAction,
): Static<Schema> {
  const fault = findFault(schema, actionPayload);
  if (fault === undefined) return actionPayload as Static<Schema>;
  const field = fault.field === "" ? "the payload" : fault.field;
  throw new ExecutionFailure(`${actionType} cannot be carried out: ${field} ${fault.problem}`);
}
