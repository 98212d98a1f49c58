import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { DeliveryNames, Subject } from "./statistics-search.ts";

interface RecordsLinkProps {
  readonly subject: Subject;
  readonly by: DeliveryNames;
  readonly name: string | null;
  readonly since: string;
  /** Undefined for now. */
  readonly until: string | undefined;
  readonly children: ReactNode;
}

/** Leads from a name to the list of the records that were counted, where the list can be narrowed down to them. */
export function RecordsLink({
  subject,
  by,
  name,
  since,
  until,
  children,
}: RecordsLinkProps): ReactNode {
  if (name === null) return children;
  const time = { since, ...(until !== undefined && { until }) };
  switch (subject) {
    case "answers":
    case "log":
      return (
        <Link search={{ type: name, ...time }} to="/audit">
          {children}
        </Link>
      );
    case "commands":
      return (
        <Link search={{ intent: name, ...time }} to="/commands">
          {children}
        </Link>
      );
    default:
      return (
        <Link search={{ ...deliveriesOf(by, name), ...time }} to="/inbox">
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
