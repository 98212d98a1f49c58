import type { ApproverGroupRow } from "@handsfree/schema";

/** A group of people, by whose name policies and actions ask its members to decide. */
export interface ApproverGroup {
  readonly id: string;
  /** No two groups have the same. */
  readonly name: string;
  readonly createdAt: Date;
  /**
   * The id of the user or the service that made it; null if that was done on the machine itself. The nil UUID if they
   * were erased since.
   */
  readonly createdBy: string | null;
}

/** A person's membership. */
export interface GroupMember {
  readonly userId: string;
  readonly addedAt: Date;
  /** The id of the user or the service that added them; null and the nil UUID as in `ApproverGroup`. */
  readonly addedBy: string | null;
}

export function toGroup(row: ApproverGroupRow): ApproverGroup {
  return { id: row.id, name: row.name, createdAt: row.created_at, createdBy: row.created_by };
}
