import type { ExpandedAccessKeyJson } from "@handsfree/wire/identity";
import { useQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { escapeInvisible } from "../components/untrusted-text/show-invisible.ts";
import { hasScope, useMe } from "../session/me.ts";

/** As many keys can be chosen from. */
const mostListed = 1000;

/** The keys that one can choose, for a `Select`: all of them with their owners for an admin, and a person's own else. */
export function useKeyOptions(): readonly { readonly value: string; readonly label: string }[] {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const { data } = useQuery({
    queryKey: ["access_key", "directory", isAdmin],
    queryFn: async ({ signal }): Promise<readonly ExpandedAccessKeyJson[]> => {
      const query = { limit: mostListed };
      const page = isAdmin
        ? client.list("GET /v1/keys", { query: { ...query, expand: ["names"] }, signal }).page()
        : client.list("GET /v1/me/keys", { query, signal }).page();
      return (await page).items;
    },
  });
  return (data ?? [])
    .map((key) => ({ value: key.id, label: escapeInvisible(nameOfKey(key)) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
}

/** Two keys of one owner can have the same name. */
function nameOfKey({ name, last_characters: end, names, ...key }: ExpandedAccessKeyJson): string {
  const owner = names?.[key.user_id ?? key.service_id ?? ""]?.name;
  return owner === undefined || owner === null ? `${name} …${end}` : `${name} …${end} of ${owner}`;
}
