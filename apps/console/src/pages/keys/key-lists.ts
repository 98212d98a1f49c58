import type { NamesJson } from "@handsfree/wire";
import type { AccessKeyJson } from "@handsfree/wire/identity";
import { client } from "../../api/client.ts";
import type { RecordList } from "../../components/virtual-list/use-record-pages.ts";

/** A key as the page shows it. The names are there for admins. */
export type ListedKey = AccessKeyJson & { readonly names?: NamesJson };

const newTypes = ["access_key.created", "access_key.rotated"];

/** The keys of the person. */
export const ownKeys: RecordList<ListedKey> = {
  kind: "access_key",
  filter: "own",
  read: (cursor, signal) =>
    client
      .list("GET /v1/me/keys", { query: { limit: 50, ...(cursor && { cursor }) }, signal })
      .page(),
  newTypes,
};

/** Whose keys are listed: undefined for all. */
export interface KeysOf {
  readonly user: string | undefined;
  readonly service: string | undefined;
}

/** The keys of people and services, for admins. */
export const keysOf = ({ user, service }: KeysOf): RecordList<ListedKey> => ({
  kind: "access_key",
  filter: { user, service },
  read: (cursor, signal) =>
    client
      .list("GET /v1/keys", {
        query: {
          limit: 50,
          expand: ["names"],
          ...(user !== undefined && { user_id: user }),
          ...(service !== undefined && { service_id: service }),
          ...(cursor && { cursor }),
        },
        signal,
      })
      .page(),
  newTypes,
});

/** One key. */
export async function readKey(
  id: string,
  { isOwn, signal }: { readonly isOwn: boolean; readonly signal: AbortSignal },
): Promise<ListedKey> {
  const path = { id };
  if (isOwn) return client.request("GET /v1/me/keys/{id}", { path, signal });
  return client.request("GET /v1/keys/{id}", { path, query: { expand: ["names"] }, signal });
}
