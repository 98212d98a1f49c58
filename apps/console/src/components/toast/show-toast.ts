import { Toast } from "@base-ui/react/toast";
import type { ReactNode } from "react";

export const toastManager: ReturnType<typeof Toast.createToastManager> = Toast.createToastManager();

/** What a short message says. */
export interface ToastMessage {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** `bad` stays until the person closes it, and is read out at once. Default `plain`. */
  readonly kind?: "plain" | "good" | "bad";
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** Shows a short message beside the page, also to screen readers. */
export function showToast({ title, description, kind = "plain", action }: ToastMessage): void {
  toastManager.add({
    title,
    description,
    type: kind,
    priority: kind === "bad" ? "high" : "low",
    timeout: kind === "bad" ? 0 : 6000,
    ...(action !== undefined && {
      actionProps: { children: action.label, onClick: action.onClick },
    }),
  });
}
