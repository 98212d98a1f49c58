import type { ShownAction } from "./shown-action.ts";
import type { ReactNode } from "react";
import { Facts } from "../../components/card/card.tsx";
import { Copy } from "../../components/copy/copy.tsx";
import { PrincipalName } from "../../components/names/names.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { useTakenBack } from "./use-taken-back.ts";
import styles from "./waiting.module.css";

/** Who asks for what, and who must agree. */
export function ActionFacts({ action }: { readonly action: ShownAction }): ReactNode {
  const { isAsked, takenBack } = useTakenBack(action);
  const { approver_group: group, escalation_group: later, escalates_at: at } = action;
  return (
    <Facts
      rows={[
        ["Type", <UntrustedText key="type" most={120} text={action.action_type} />],
        [
          "Repository",
          action.repository === null ? undefined : (
            <UntrustedText key="repository" most={200} text={action.repository} />
          ),
        ],
        ["Asked by", <Asker action={action} key="asker" />],
        ["Proposed", <Time at={action.created_at} key="created" />],
        [
          "Approvals",
          action.required_approvals === 1
            ? undefined
            : `${action.approvals} of ${action.required_approvals}`,
        ],
        [
          "Approved by",
          action.approved_by === undefined || action.approved_by.length === 0 ? undefined : (
            <ul key="approved">
              {action.approved_by.map(({ user_id: id, version, approved_at: when, reason }) => (
                <li key={`${id} ${version}`}>
                  <PrincipalName id={id} names={namesOf(action)} />, <Time at={when} />
                  {version !== action.version && ` (version ${version})`}
                  {reason !== null && (
                    <>
                      {": "}
                      <UntrustedText text={reason} />
                    </>
                  )}
                </li>
              ))}
            </ul>
          ),
        ],
        [
          "Group",
          group === null ? undefined : <UntrustedText key="group" most={80} text={group} />,
        ],
        [
          "Later asks",
          later === null || at === null ? undefined : (
            <span key="later">
              <UntrustedText most={80} text={later} />, <Time at={at} />
            </span>
          ),
        ],
        [
          "Policy",
          action.policy_name === null ? undefined : (
            <UntrustedText key="policy" most={120} text={action.policy_name} />
          ),
        ],
        [
          "Taken back",
          takenBack === undefined ? undefined : (
            <span key="taken back">
              <Time at={takenBack.created_at} />
              {takenBack.edited_by !== null && (
                <>
                  {" by "}
                  <PrincipalName id={takenBack.edited_by} names={namesOf(action)} />
                </>
              )}
              . It waits again, with the same arguments.
            </span>
          ),
        ],
        [
          "Version",
          action.version === 1 || isAsked ? undefined : (
            <span key="version">
              {action.version}
              {action.edited_by !== null && (
                <>
                  , edited by <PrincipalName id={action.edited_by} names={action.names} />
                </>
              )}
            </span>
          ),
        ],
        [
          "Digest",
          <span className={styles["digest"]} key="digest">
            <code title={action.payload_digest}>{shortDigest(action.payload_digest)}</code>
            <Copy label="the digest" text={action.payload_digest} />
          </span>,
        ],
      ]}
    />
  );
}

/** Also the names of those who approved it, who can be members of a group alone. */
function namesOf({ names, approved_by: approvals = [] }: ShownAction): ShownAction["names"] {
  const approvers = approvals.map(({ user_id: id, name }) => [id, { kind: "user", name }] as const);
  return { ...Object.fromEntries(approvers), ...names };
}

function Asker({ action }: { readonly action: ShownAction }): ReactNode {
  const { user_id: owner, proposed_by: proposer, service_id: service, names } = action;
  return (
    <>
      <PrincipalName id={service ?? proposer ?? owner} names={names} />
      {(service !== null || (proposer !== null && proposer !== owner)) && (
        <>
          {" for "}
          <PrincipalName id={owner} names={names} />
        </>
      )}
    </>
  );
}

function shortDigest(digest: string): string {
  return digest.length > 24 ? `${digest.slice(0, 12)}…${digest.slice(-8)}` : digest;
}
