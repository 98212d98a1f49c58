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
    "statistics-dates": {
      path: `/statistics?since=${daysAgo(18)}&until=${daysAgo(4)}`,
      open: dialog("Change"),
    },
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
    "people-add": { path: "/people", open: dialog("Add a person") },
    "people-one": { path: `/people?id=${ids.ben.id}` },
    "people-change": { path: `/people?id=${ids.ben.id}`, open: dialog("Change") },
    "people-link": {
      path: `/people?id=${ids.ben.id}`,
      open: async (page) => {
        await dialog("Sign-in link")(page);
        await press("Make the link")(page);
        await page.getByRole("heading", { name: "The sign-in link" }).waitFor();
      },
    },
    "people-disable": { path: `/people?id=${ids.ben.id}`, open: dialog("Disable") },
    "people-services": { path: `/people?tab=services&id=${ids.service}` },
    "people-add-service": { path: "/people?tab=services", open: dialog("Add a service") },
    "people-groups": { path: "/people?tab=groups&group=release" },
    "people-add-group": { path: "/people?tab=groups", open: dialog("Add a group") },
    account: { path: "/account" },
    "account-passkey": { path: "/account", open: dialog("Add a passkey") },
    "account-end": { path: "/account", open: dialog("End 2 others") },
    notifications: { path: "/notifications" },
    "notifications-add": {
      path: "/notifications",
      open: async (page) => {
        await item("Add a channel", "ntfy topic")(page);
        await page.getByRole("textbox", { name: "Topic" }).fill("ftp://nowhere");
        await page.getByLabel(/^Quiet hours/).check();
        await page.getByLabel("Only in some profiles").check();
        await press("Add it")(page);
        await page.getByRole("alert").waitFor();
      },
    },
    "notifications-edit": {
      path: `/notifications?edit=${ids.channel}`,
      open: async (page) => {
        await page.getByRole("dialog").waitFor();
      },
    },
    "notifications-remove": { path: "/notifications", open: item(/^More for Ada/, "Remove") },
    health: { path: "/server" },
    "not-found": { path: "/inbox/no-such-page" },
    "people-not-found": { path: "/people?id=019a2f6e-0000-7000-8000-00000000dead" },
    "inbox-not-found": { path: "/inbox?id=019a2f6e-0000-7000-8000-00000000dead" },
  };
}

/** A time as an address has it. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

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
  "empty-inbox": { path: "/inbox" },
  "empty-replays": { path: "/inbox?list=replays" },
  "empty-audit": { path: "/audit?q=nothing" },
  "empty-commands": { path: "/commands" },
  "empty-tasks": { path: "/tasks" },
  "empty-statistics": { path: "/statistics" },
  "empty-keys": { path: "/keys" },
  "empty-policies": { path: "/policies" },
  "empty-grants": { path: "/policies?tab=grants" },
  "empty-services": { path: "/people?tab=services" },
  "empty-groups": { path: "/people?tab=groups" },
  "empty-notifications": { path: "/notifications" },
};

/** The visits of a person who has not signed in. @param link one that signs in. */
export const strangerVisits = (link: string): Readonly<Record<string, Visit>> => ({
  "sign-in": { path: "/sign-in" },
  "sign-in-link": { path: link },
  "sign-in-used": { path: "/sign-in?a#code=hf_link_none" },
  "sign-in-refused": { path: "/v1/openid/callback?code=1&state=1" },
  "sign-in-away": { path: "/v1/openid/start" },
});
