import { requirePerson } from "../person.ts";

/** Who makes a change. */
export interface Actor {
  /** The id of the user or the service that makes the change. Default: it is made on the machine itself. */
  readonly by?: string | null | undefined;
}

/** @throws {InvalidInputError} unless the id of who makes a change is a UUID, and not the nil or the max UUID. */
export function optionalActor({ by }: Actor): string | null {
  return by === undefined || by === null ? null : requirePerson("by", by);
}
