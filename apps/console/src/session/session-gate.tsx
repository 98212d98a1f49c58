import { HandsFreeProblem } from "@handsfree/client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { ErrorState } from "../components/error-state/error-state.tsx";
import { Loading } from "../components/loading/loading.tsx";
import { MeContext, type Me, meQuery } from "./me.ts";

/** Shows its children to a person who has signed in, and leads everybody else to the sign-in, and back to this path. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { data: me, error, refetch } = useQuery(meQuery);
  const isStranger = error instanceof HandsFreeProblem && error.status === 401;
  useEffect(() => {
    if (!isStranger) return;
    const here = location.pathname + location.search;
    location.replace(`/sign-in?next=${encodeURIComponent(here)}`);
  }, [isStranger]);
  if (isStranger) return null;
  if (me !== undefined && me.user !== null) {
    return <MeContext value={me as Me}>{children}</MeContext>;
  }
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading label="Finding out who you are" rows={4} />;
}
