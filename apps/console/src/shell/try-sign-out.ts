import { describeError } from "../components/error-state/describe-error.ts";
import { showToast } from "../components/toast/show-toast.ts";
import { signOut } from "../session/sign-out.ts";

/** Signs out, or says why that failed: the session then goes on. */
export function trySignOut(): void {
  signOut().catch((error: unknown) => {
    const { detail } = describeError(error);
    showToast({ kind: "bad", title: "You are still signed in", description: detail });
  });
}
