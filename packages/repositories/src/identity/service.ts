import type { ServiceKind, ServiceRow } from "@handsfree/schema";

/** A program that can be given keys. It can never decide an action. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly kind: ServiceKind;
  readonly createdAt: Date;
  /**
   * The id of the user or the service that made it; null if that was done on the machine itself. The nil UUID if they
   * were erased since.
   */
  readonly createdBy: string | null;
  /** Since when the service cannot use HandsFree; null while it can. */
  readonly disabledAt: Date | null;
}

export function toService(row: ServiceRow): Service {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    createdAt: row.created_at,
    createdBy: row.created_by,
    disabledAt: row.disabled_at,
  };
}
