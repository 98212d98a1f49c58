import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import { type Database, type ServiceKind, serviceKinds, type ServiceRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireName } from "../redaction/keep-text.ts";
import { requireObject, requireOneOf } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordServiceChange } from "./change-log.ts";
import { type Service, toService } from "./service.ts";

/** A service to add. */
export interface NewService extends Actor {
  /** Up to 1000 characters. No two services have the same. */
  readonly name: string;
  readonly kind: ServiceKind;
}

/** The outcome of an addition. */
export type CreatedService =
  | { readonly outcome: "created"; readonly service: Service }
  | { readonly outcome: "name_taken" };

/**
 * Adds a service, and records that in the same transaction. The service has no key yet.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createService(
  db: Executor<Database>,
  input: NewService,
  context: Context = systemContext,
): Promise<CreatedService> {
  requireCall(db, context);
  const { name, kind } = requireObject("input", input);
  const stopped = atOneInstant(context);
  const by = optionalActor(input);
  const row: ServiceRow = {
    id: stopped.newId(),
    name: requireName("name", name, context),
    kind: requireOneOf("kind", kind, serviceKinds),
    created_at: stopped.now(),
    created_by: by,
    disabled_at: null,
  };
  const change = { event: "created", by, details: { kind } } as const;
  return inTransaction(db, async (transaction): Promise<CreatedService> => {
    if (!(await insertRow(transaction, "services", row, "name"))) return { outcome: "name_taken" };
    const record = recordServiceChange(transaction, row.id, change, stopped);
    await transaction.executeQuery(record.compile());
    return { outcome: "created", service: toService(row) };
  });
}
