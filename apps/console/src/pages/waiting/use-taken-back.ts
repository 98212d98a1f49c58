import type { ActionVersionJson } from "@handsfree/wire/pending-actions";
import { useQuery } from "@tanstack/react-query";
import { exactClient } from "../../api/exact-client.ts";
import type { ShownAction } from "./shown-action.ts";

/** Whether an action waits again since its last approval was taken back, and not since an edit. */
export function useTakenBack(action: ShownAction): {
  /** Whether that is not known yet. */
  readonly isAsked: boolean;
  /** The version that the taking back made. */
  readonly takenBack: ActionVersionJson | undefined;
} {
  const { id, version, state } = action;
  const isLater = state === "pending" && version > 1;
  const { data, isPending } = useQuery({
    queryKey: ["pending_action", "versions", id, "last", version],
    queryFn: ({ signal }) =>
      exactClient.pendingActions.versions(id, { limit: 2 }, { signal }).page(),
    enabled: isLater,
    structuralSharing: false,
  });
  const [last, earlier] = data?.items ?? [];
  const isTaken = last !== undefined && isTakeBack(last, earlier);
  return { isAsked: isLater && isPending, takenBack: isTaken ? last : undefined };
}

/** Whether a version has the arguments of the one before it: the server refuses edits that change nothing. */
export function isTakeBack(
  { action_payload: payload }: ActionVersionJson,
  earlier: ActionVersionJson | undefined,
): boolean {
  return (
    earlier !== undefined && JSON.stringify(payload) === JSON.stringify(earlier.action_payload)
  );
}
