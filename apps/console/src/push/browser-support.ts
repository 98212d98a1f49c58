/** Why this browser cannot show notifications, or that it can. */
export type BrowserSupport = "supported" | "insecure" | "home_screen" | "none";

/** What this browser can do. iPhones and iPads can only in an app of the home screen. */
export function browserSupport(): BrowserSupport {
  if (!window.isSecureContext) return "insecure";
  const hasAll =
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (hasAll) return "supported";
  return isAppleTouch() && !window.matchMedia("(display-mode: standalone)").matches
    ? "home_screen"
    : "none";
}

/** iPads say that they are Macs, which have no touch screen. */
function isAppleTouch(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}
