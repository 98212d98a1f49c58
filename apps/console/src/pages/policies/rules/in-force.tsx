import type { ExpandedPoliciesJson } from "@handsfree/wire/policies";
import type { ReactNode } from "react";
import { Time } from "../../../components/time/time.tsx";
import { NameOf } from "../../../directory/name-of.tsx";

/** Which version holds, since when, and who saved it. */
export function InForce({
  policies,
}: {
  readonly policies: ExpandedPoliciesJson | null;
}): ReactNode {
  if (policies === null) return <span>No policies are stored.</span>;
  const { version, created_at, created_by, names } = policies;
  return (
    <span>
      Version {version} holds since <Time at={created_at} />
      {created_by !== null && (
        <>
          , saved by <NameOf id={created_by} names={names} />
        </>
      )}
      .
    </span>
  );
}
