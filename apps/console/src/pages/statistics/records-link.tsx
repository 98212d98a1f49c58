import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { DeliveryNames, Subject } from "./statistics-search.ts";

interface RecordsLinkProps {
  readonly subject: Subject;
  readonly by: DeliveryNames;
  readonly name: string | null;
  readonly since: string;
  readonly children: ReactNode;
}

/** Leads from a name to the list of the records that were counted, where the list can be narrowed down to them. */
export function RecordsLink({ subject, by, name, since, children }: RecordsLinkProps): ReactNode {
  if (name === null) return children;
  switch (subject) {
    case "answers":
    case "log":
      return (
        <Link search={{ type: name, since }} to="/audit">
          {children}
        </Link>
      );
    case "commands":
      return (
        <Link search={{ intent: name, since }} to="/commands">
          {children}
        </Link>
      );
    default:
      return (
        <Link search={{ ...deliveriesOf(by, name), since }} to="/inbox">
          {children}
        </Link>
      );
  }
}

function deliveriesOf(by: DeliveryNames, name: string) {
  if (by === "source") return { source: name };
  // The inbox cannot be narrowed down to a reason.
  return by === "event_type" ? { type: name } : { state: "rejected" as const };
}
