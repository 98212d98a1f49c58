import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { hasScope, useMe } from "../../session/me.ts";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";

const keptFor = 10 * 60_000;

/** The name of a person. Only an admin may read the names of others, so everybody else sees the beginning of the id. */
export function PersonName({ id }: { readonly id: string }): ReactNode {
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["user", "one", id],
    queryFn: ({ signal }) => client.request("GET /v1/users/{id}", { path: { id }, signal }),
    enabled: id !== me.user.id && hasScope(me, ["admin"]),
    staleTime: keptFor,
  });
  if (id === me.user.id) return "you";
  return <Name id={id} name={data?.display_name ?? data?.email} />;
}

/** The name of a service, with the same rule. */
export function ServiceName({ id }: { readonly id: string }): ReactNode {
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["service_account", "one", id],
    queryFn: ({ signal }) => client.request("GET /v1/services/{id}", { path: { id }, signal }),
    enabled: hasScope(me, ["admin"]),
    staleTime: keptFor,
  });
  return <Name id={id} name={data?.name} />;
}

function Name({
  id,
  name,
}: {
  readonly id: string;
  readonly name: string | null | undefined;
}): ReactNode {
  if (typeof name === "string") return <UntrustedText canExpand={false} most={80} text={name} />;
  // The end of an id differs more than its beginning, which is a time.
  return <code title={id}>…{id.slice(-8)}</code>;
}
