import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { NameOf } from "../../directory/name-of.tsx";
import type { ListedKey } from "./key-lists.ts";
import type { KeysSearch } from "./routes.ts";

/** A key in the list. */
export function KeyRow({
  item,
  isOwn,
  isChosen,
  search,
}: {
  readonly item: ListedKey;
  readonly isOwn: boolean;
  readonly isChosen: boolean;
  /** What the address says besides the key. */
  readonly search: KeysSearch;
}): ReactNode {
  const { id, name, names, state, scopes, last_used_at, expires_at } = item;
  const isValid = state === "valid";
  const [first = "", ...others] = scopes;
  return (
    <ListRow
      badges={!isValid && <StateBadge state={state} />}
      facts={[
        !isOwn && <NameOf id={item.user_id ?? item.service_id ?? ""} key="owner" names={names} />,
        <code dir="ltr" key="end">
          …{item.last_characters}
        </code>,
        others.length === 0 ? first : `${first} and ${others.length} more`,
        last_used_at === null ? (
          "Never used"
        ) : (
          <>
            Used <Time at={last_used_at} canToggle={false} />
          </>
        ),
        isValid && expires_at !== null && (
          <>
            Ends <Time at={expires_at} canToggle={false} />
          </>
        ),
      ]}
      isChosen={isChosen}
      isOver={!isValid}
      title={
        <Link
          aria-current={isChosen}
          resetScroll={false}
          search={{ ...search, key: id }}
          to="/keys"
        >
          <UntrustedText canExpand={false} most={100} text={name} />
        </Link>
      }
    />
  );
}
