import { dialog, item, press, type Visit } from "../fixture/visit.ts";
import type { UsualIds } from "./records.ts";

/** The visits of a person who has work, by the names of their pictures. */
export function visitsOf(ids: UsualIds): Readonly<Record<string, Visit>> {
  return {
    waiting: { path: "/" },
    "waiting-edit": { path: "/", open: dialog("Edit") },
    "waiting-reject": { path: "/", open: dialog("Reject") },
    "waiting-all": { path: "/waiting" },
    "action-edited": { path: `/waiting/${ids.deploy}` },
    "action-receipt": { path: `/waiting/${ids.succeeded}` },
    "for-you": { path: "/for-you" },
    "for-you-triggers": { path: "/for-you?tab=triggers" },
    "for-you-give-up": { path: "/for-you?tab=triggers", open: dialog("Give it up") },
    inbox: { path: "/inbox" },
    "inbox-filter": { path: "/inbox", open: dialog(/Filter/) },
    "inbox-delivery": { path: `/inbox?id=${ids.delivery}` },
    "inbox-timeline": { path: `/inbox?id=${ids.delivery}&part=timeline` },
    "inbox-headers": { path: `/inbox?id=${ids.delivery}&part=headers` },
    "inbox-details": { path: `/inbox?id=${ids.delivery}&part=details` },
    "inbox-rejected": { path: "/inbox?state=rejected" },
    "inbox-replays": { path: "/inbox?list=replays" },
    "inbox-replay-dialog": { path: "/inbox", open: dialog("Replay many…") },
    audit: { path: "/audit" },
    "audit-log": { path: `/audit?id=${ids.log}` },
    "audit-filter": { path: "/audit", open: dialog(/Filter/) },
    "audit-export": { path: "/audit", open: dialog("Export…") },
    "audit-verified": {
      path: "/audit?list=verification",
      open: async (page) => {
        await press("Verify the trail")(page);
        await page.getByText("The trail is as it was written").waitFor();
      },
    },
    commands: { path: "/commands" },
    "commands-one": { path: `/commands?id=${ids.command}`, open: press("Show what was said") },
    "commands-kept": { path: "/commands", open: dialog("What is kept") },
    tasks: { path: "/tasks" },
    "tasks-asking": { path: `/tasks?id=${ids.asking}` },
    "tasks-failed": { path: `/tasks?id=${ids.failedTask}` },
    statistics: { path: "/statistics?range=30d" },
    "statistics-log": { path: "/statistics?of=log&range=30d" },
    "statistics-commands": { path: "/statistics?of=commands&range=30d" },
    "statistics-deliveries": { path: "/statistics?of=deliveries&range=24h" },
    keys: { path: "/keys?whose=all" },
    "keys-one": { path: `/keys?whose=all&id=${ids.key}` },
    "keys-create": { path: "/keys", open: dialog("Create a key") },
    policies: { path: "/policies" },
    "policies-rule": { path: "/policies", open: dialog("Edit rule 2") },
    "policies-text": { path: "/policies?view=text" },
    "policies-dry-run": {
      path: "/policies?view=text",
      open: async (page) => {
        await page.getByRole("textbox").first().fill(stricter);
        await press(/^Review/)(page);
        await page.getByRole("heading", { name: /last 30 days/ }).waitFor();
      },
    },
    "policies-versions": { path: "/policies?tab=versions&version=1" },
    "policies-repositories": { path: "/policies?tab=repositories" },
    "policies-grant": { path: `/policies?tab=grants&grant=${ids.grant}` },
    people: { path: "/people" },
    "people-one": { path: `/people?id=${ids.ben.id}` },
    "people-services": { path: `/people?tab=services&id=${ids.service}` },
    "people-groups": { path: "/people?tab=groups&group=release" },
    account: { path: "/account" },
    notifications: { path: "/notifications" },
    "notifications-edit": { path: `/notifications?edit=${ids.channel}` },
    "notifications-remove": { path: "/notifications", open: item(/^More for Ada/, "Remove") },
    health: { path: "/server" },
    "not-found": { path: "/no-such-page" },
    "inbox-not-found": { path: "/inbox?id=019a2f6e-0000-7000-8000-00000000dead" },
  };
}

const stricter = `version: 1
policies:
  - name: nobody merges
    match: { types: [merge_pr] }
    deny: not during the freeze
`;

/** The visits of a person who has nothing yet. */
export const emptyVisits: Readonly<Record<string, Visit>> = {
  "empty-waiting": { path: "/" },
  "empty-actions": { path: "/waiting" },
  "empty-for-you": { path: "/for-you" },
  "empty-triggers": { path: "/for-you?tab=triggers" },
  "empty-inbox": { path: "/inbox" },
  "empty-audit": { path: "/audit?q=nothing" },
  "empty-commands": { path: "/commands" },
  "empty-tasks": { path: "/tasks" },
  "empty-statistics": { path: "/statistics" },
  "empty-keys": { path: "/keys" },
  "empty-policies": { path: "/policies" },
  "empty-grants": { path: "/policies?tab=grants" },
  "empty-groups": { path: "/people?tab=groups" },
  "empty-notifications": { path: "/notifications" },
};
