import type { ExpandedPoliciesJson } from "@handsfree/wire/policies";
import type { ReactNode } from "react";
import { Time } from "../../../components/time/time.tsx";
import { NameOf } from "../../../directory/name-of.tsx";

/** Which version is in force, when it was saved, and by whom. */
export function InForce({
  policies,
}: {
  readonly policies: ExpandedPoliciesJson | null;
}): ReactNode {
  if (policies === null) {
    return (
      <span>
        There are no rules yet. A rule decides proposals before people do: it allows them, refuses
        them, or says whom to ask.
      </span>
    );
  }
  const { version, created_at, created_by, names } = policies;
  return (
    <span>
      Version {version} is in force, saved <Time at={created_at} />
      {created_by !== null && (
        <>
          {" by "}
          <NameOf id={created_by} names={names} />
        </>
      )}
      .
    </span>
  );
}
