import type { UserRole, UserRow } from "@handsfree/schema";

/** A person who can be given keys. */
export interface User {
  readonly id: string;
  /** In lower case; null if none is known. Rows of older releases can have another case. */
  readonly email: string | null;
  readonly displayName: string | null;
  readonly role: UserRole;
  /** Since when the person cannot use HandsFree; null while they can. */
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    role: row.role ?? "member",
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
  };
}
