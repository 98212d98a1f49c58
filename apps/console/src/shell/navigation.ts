import type { IconName } from "../components/icons/icons.tsx";
import type { Scope } from "../session/me.ts";

/** A section of the console. */
export interface Section {
  /** The first segment is the name of its folder in `pages`; `/` is the folder `waiting`. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** The person needs one of them to see anything there. Without any, everybody sees it. */
  readonly scopes: readonly Scope[];
  /** Whether it has a place in the bar of a phone. The others are under "More". At most three. */
  readonly isPrimary?: true;
}

/** Whether a path belongs to a section. */
export function isInSection({ path }: Section, pathname: string): boolean {
  if (path === "/") return pathname === "/" || /^\/waiting(?:\/|$)/.test(pathname);
  return pathname === path || pathname.startsWith(`${path}/`);
}

/** The sections, in the order in which they are shown. */
export const sections: readonly Section[] = [
  {
    path: "/",
    title: "Waiting",
    icon: "waiting",
    scopes: ["actions:propose", "actions:decide", "actions:execute", "audit:read"],
    isPrimary: true,
  },
  {
    path: "/for-you",
    title: "For you",
    icon: "for-you",
    scopes: ["webhooks:read", "actions:decide"],
    isPrimary: true,
  },
  { path: "/inbox", title: "Inbox", icon: "inbox", scopes: ["webhooks:read"] },
  {
    path: "/audit",
    title: "Audit",
    icon: "audit",
    scopes: ["actions:propose", "actions:decide", "actions:execute", "audit:read"],
    isPrimary: true,
  },
  { path: "/commands", title: "Commands", icon: "commands", scopes: ["commands:read"] },
  { path: "/tasks", title: "Tasks", icon: "tasks", scopes: ["actions:propose"] },
  {
    path: "/statistics",
    title: "Statistics",
    icon: "statistics",
    scopes: [
      "actions:propose",
      "actions:decide",
      "actions:execute",
      "audit:read",
      "webhooks:read",
      "commands:read",
    ],
  },
  {
    path: "/policies",
    title: "Policies",
    icon: "policies",
    scopes: ["actions:decide", "audit:read"],
  },
  { path: "/people", title: "People", icon: "people", scopes: ["admin"] },
  { path: "/keys", title: "Keys", icon: "keys", scopes: [] },
  { path: "/notifications", title: "Notifications", icon: "notifications", scopes: [] },
  { path: "/server", title: "Health", icon: "health", scopes: [] },
];
