import type { NamesJson } from "@handsfree/wire";
import type { ReactNode } from "react";
import { useMe } from "../../session/me.ts";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";

/**
 * The name of a person or a service, or the end of the id where no name is known.
 *
 * @param names what `expand=names` added to the record.
 */
export function PrincipalName({
  id,
  names,
}: {
  readonly id: string;
  readonly names: NamesJson | undefined;
}): ReactNode {
  const me = useMe();
  if (id === me.user.id) return "you";
  const found = names?.[id];
  if (found === null) return "somebody who was erased";
  if (typeof found?.name === "string") {
    return <UntrustedText canExpand={false} most={80} text={found.name} />;
  }
  // The end of an id differs more than its beginning, which is a time.
  return <code title={id}>…{id.slice(-8)}</code>;
}
