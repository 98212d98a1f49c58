import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Facts } from "../../components/card/card.tsx";
import { Time } from "../../components/time/time.tsx";
import { NameOf } from "../../directory/name-of.tsx";
import type { ListedKey } from "./key-lists.ts";
import { scopeMeanings } from "./scopes.ts";
import styles from "./keys.module.css";

/** What a key is, may do and has done. */
export function KeyFacts({ item }: { readonly item: ListedKey }): ReactNode {
  const { names, user_id, service_id, created_by, revoked_by, acts_for } = item;
  const nameOf = (id: string): ReactNode => <NameOf id={id} key={id} names={names} />;
  return (
    <Facts
      rows={[
        ["State", <StateBadge key="state" state={item.state} />],
        ["Owner", names === undefined ? undefined : nameOf(user_id ?? service_id ?? "")],
        [
          "Ends with",
          <code dir="ltr" key="end">
            …{item.last_characters}
          </code>,
        ],
        [
          "May",
          <ul className={styles["scopes"]} key="scopes">
            {item.scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
                <span>{scopeMeanings[scope] ?? "A right that this page does not know"}</span>
              </li>
            ))}
          </ul>,
        ],
        [
          "Acts for",
          acts_for.length === 0 ? undefined : (
            <ul key="acts">
              {acts_for.map((id) => (
                <li key={id}>{names === undefined ? id : nameOf(id)}</li>
              ))}
            </ul>
          ),
        ],
        [
          "Last used",
          item.last_used_at === null ? "never" : <Time at={item.last_used_at} key="used" />,
        ],
        [
          "Created",
          <span key="created">
            <Time at={item.created_at} />
            {created_by !== null && names !== undefined && <> by {nameOf(created_by)}</>}
          </span>,
        ],
        [
          "Expires",
          item.expires_at === null ? "never" : <Time at={item.expires_at} key="expires" />,
        ],
        [
          "Revoked",
          item.revoked_at === null ? undefined : (
            <span key="revoked">
              <Time at={item.revoked_at} />
              {revoked_by !== null && names !== undefined && <> by {nameOf(revoked_by)}</>}
            </span>
          ),
        ],
        [
          "Successor",
          item.rotated_to === null ? undefined : (
            <Link
              key="successor"
              search={(before) => ({ ...before, id: item.rotated_to ?? "" })}
              to="/keys"
            >
              The key that replaces it
            </Link>
          ),
        ],
      ]}
    />
  );
}
