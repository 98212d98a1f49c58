import type { NamesJson } from "@handsfree/wire";
import type { ReactNode } from "react";
import { UntrustedText } from "../components/untrusted-text/untrusted-text.tsx";

/** The name of a person or a service that a record has by its id. @param names what `expand=names` answers. */
export function NameOf({
  id,
  names,
}: {
  readonly id: string;
  readonly names: NamesJson | undefined;
}): ReactNode {
  const found = names?.[id];
  if (found === null) return "somebody who was erased";
  const name = found?.name ?? `${found?.kind === "service" ? "Service" : "Person"} ${id.slice(-6)}`;
  return <UntrustedText canExpand={false} most={80} text={name} />;
}
