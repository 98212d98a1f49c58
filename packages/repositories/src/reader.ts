import { InvalidInputError } from "@handsfree/query";
import { requirePerson } from "./person.ts";

/** A user, who reads their own records. */
export interface OwnReader {
  /** UUID of the user. */
  readonly userId: string;
  readonly auditor?: undefined;
}

/** A caller who reads the records of all users. The functions do not know who may: their caller decides it. */
export interface AuditingReader {
  readonly auditor: true;
  readonly userId?: undefined;
}

/** Whose records are read: those of one user, or of all users. */
export type Reader = OwnReader | AuditingReader;

/**
 * The user whose records are read; undefined for those of all users. Nothing but `auditor: true` reads those, so that a
 * user who is missing is an error.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function requireReader(
  { userId, auditor }: Reader,
  requireUser: (field: string, id: string) => string = requirePerson,
): string | undefined {
  if (auditor === undefined) return requireUser("userId", userId);
  if ((auditor as unknown) !== true) {
    throw new InvalidInputError("auditor", "must be true, to read the records of all users");
  }
  if (userId === undefined) return undefined;
  throw new InvalidInputError("auditor", "is given beside userId; give one of the two");
}
