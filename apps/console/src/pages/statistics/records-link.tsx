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
export function RecordsLink({ children, ...counted }: RecordsLinkProps): ReactNode {
  const target = targetOf(counted);
  if (target === undefined) return children;
  // The sections know nothing of each other, and check their addresses themselves.
  return (
    <Link search={target.search as never} to={target.to as "/"}>
      {children}
    </Link>
  );
}

function targetOf({ subject, by, name, since }: Omit<RecordsLinkProps, "children">) {
  if (name === null) return undefined;
  switch (subject) {
    case "answers":
    case "log":
      return { to: "/audit", search: { type: name, since } };
    case "commands":
      return { to: "/commands", search: { intent: name, since } };
    default:
      // The inbox cannot be narrowed down to a reason.
      if (by === "rejection") return { to: "/inbox", search: { state: "rejected", since } };
      return {
        to: "/inbox",
        search: { [by === "source" ? "source" : "type"]: name, since },
      };
  }
}
