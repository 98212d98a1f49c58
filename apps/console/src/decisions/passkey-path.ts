import { HandsFreeProblem } from "@handsfree/client";

/** Whether the server wants a passkey for an approval. */
export function needsPasskey(error: unknown): boolean {
  return error instanceof HandsFreeProblem && error.code === "strong_confirmation_needed";
}

/** Where a person signs in with a passkey, and then sees the action again. */
export function passkeyPath(id: string): string {
  return `/sign-in?passkey&next=${encodeURIComponent(`/waiting/${id}`)}`;
}
