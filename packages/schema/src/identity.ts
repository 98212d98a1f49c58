import type { Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { ServiceKind } from "./vocabulary.ts";

/** A program that acts on its own: an agent that proposes, or a worker that executes. */
export interface ServiceTable {
  id: string;
  name: string;
  kind: ServiceKind;
  created_at: CreatedAt;
  /** The id of the user or the service that made it; null if that was done on the machine itself. */
  created_by: string | null;
  disabled_at: Date | null;
}

/** A service as it is read. */
export type ServiceRow = Selectable<ServiceTable>;

/** A key by which a user or a service is known. It has either a user or a service. */
export interface AccessKeyTable {
  id: string;
  /** SHA-256 of the key, in lower-case hexadecimal. The key itself is stored nowhere. */
  key_sha256: string;
  name: string;
  /** The last four characters of the key, by which a person recognizes it. */
  last_characters: string;
  user_id: string | null;
  service_id: string | null;
  /** The scopes, as a JSON array. */
  scopes: JsonText;
  /** The ids of the users that the service may act for, as a JSON array; null for none. */
  acts_for: JsonText | null;
  created_at: CreatedAt;
  /** The id of the user or the service that made it; null if that was done on the machine itself. */
  created_by: string | null;
  /** The first instant at which it is not valid; null if it does not expire. */
  expires_at: Date | null;
  /** To the minute; null while it was never used. */
  last_used_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  /** The id of the key that replaces it. */
  rotated_to: string | null;
}

/** A key as it is read. */
export type AccessKeyRow = Selectable<AccessKeyTable>;
