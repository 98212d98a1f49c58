import type { CallerJson } from "@handsfree/wire/identity";
import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { client } from "../api/client.ts";

/** Who has signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => client.me({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A person who has signed in. */
export type Me = CallerJson & { readonly user: NonNullable<CallerJson["user"]> };
/** The right to do something, as keys and roles have it. */
export type Scope = CallerJson["scopes"][number];

export const MeContext = createContext<Me | undefined>(undefined);

/** The person who has signed in. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new TypeError("useMe is called outside the session gate");
  return me;
}

/** Whether the person has one of the scopes. Without any, everybody may. */
export function hasScope(me: Me, scopes: readonly Scope[]): boolean {
  return scopes.length === 0 || scopes.some((scope) => me.scopes.includes(scope));
}

/** What a person is called: the display name, or else the address or the id. */
export function nameOfUser({ user }: Me): string {
  return user.display_name ?? user.email ?? user.id;
}
