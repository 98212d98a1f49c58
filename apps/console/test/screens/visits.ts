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
    "inbox-forward": { path: `/inbox?id=${ids.delivery}`, open: dialog("Forward…") },
    "inbox-forward-answer": {
      path: `/inbox?id=${ids.delivery}`,
      open: async (page) => {
        await dialog("Forward…")(page);
        await page.getByLabel("Address").fill("http://127.0.0.1:9/webhooks");
        await press("Forward")(page);
        await page.getByRole("button", { name: "Forward again" }).waitFor();
      },
    },
    "inbox-act": { path: `/inbox?id=${ids.delivery}`, open: dialog("Replay") },
    "inbox-replay-stop": {
      path: "/inbox?list=replays",
      open: dialog("Take back what still waits"),
    },
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
    "keys-own": { path: "/keys" },
    "keys-create": { path: "/keys", open: dialog("Create a key") },
    "keys-create-service": {
      path: "/keys?whose=all",
      open: async (page) => {
        await dialog("Create a key")(page);
        await page.getByLabel("For", { exact: true }).selectOption("service");
      },
    },
    "keys-rotate": { path: `/keys?whose=all&id=${ids.key}`, open: dialog("Rotate") },
    "keys-revoke": { path: `/keys?whose=all&id=${ids.key}`, open: dialog("Revoke") },
    "keys-shown": {
      path: "/keys",
      open: async (page) => {
        await dialog("Create a key")(page);
        await page.getByLabel("Name").fill("phone");
        await page.getByLabel("commands:read").check();
        await press("Create the key")(page);
        await page.getByRole("dialog", { name: "The new key" }).waitFor();
      },
    },
    policies: { path: "/policies" },
    "policies-rule": { path: "/policies", open: dialog("Edit rule 2") },
    "policies-rule-end": {
      path: "/policies",
      open: async (page) => {
        await dialog("Edit rule 2")(page);
        await page.getByLabel("If no one decides in time").selectOption("escalate");
        await page.getByLabel("Time to undo").scrollIntoViewIfNeeded();
      },
    },
    "policies-rule-wrong": {
      path: "/policies",
      open: async (page) => {
        await dialog("Edit rule 2")(page);
        await press("Add a condition on the payload")(page);
        await page.getByLabel("Time to decide").fill("soon");
        await press("Save to the draft")(page);
        await page.getByRole("alert").waitFor();
      },
    },
    "policies-new-rule": { path: "/policies", open: dialog("Add a rule") },
    "policies-text": { path: "/policies?view=text" },
    "policies-text-wrong": {
      path: "/policies?view=text",
      open: async (page) => {
        await page.getByRole("textbox").first().fill(stricter.replace("deny:", "refuse:"));
        await page.getByText("Line 5 is not right").waitFor();
      },
    },
    "policies-draft": {
      path: "/policies",
      open: async (page) => {
        await page.getByText("Draft, not in force").waitFor();
        await page.getByText("is not right").waitFor();
      },
    },
    "policies-dry-run": {
      path: "/policies?view=text",
      open: async (page) => {
        await page.getByRole("textbox").first().fill(stricter);
        await press(/^Review/)(page);
        await page.getByText("would have been decided").waitFor();
      },
    },
    "policies-versions": { path: "/policies?tab=versions&version=1" },
    "policies-version-list": { path: "/policies?tab=versions" },
    "policies-repositories": { path: "/policies?tab=repositories" },
    "policies-repository": {
      path: "/policies?tab=repositories",
      open: item(/^More about octo/, "Change"),
    },
    "policies-repository-new": {
      path: "/policies?tab=repositories",
      open: dialog("Add a repository"),
    },
    "policies-repository-remove": {
      path: "/policies?tab=repositories",
      open: item(/^More about octo/, "Remove"),
    },
    "policies-grants": { path: "/policies?tab=grants&whose=all" },
    "policies-grant": { path: `/policies?tab=grants&grant=${ids.grant}` },
    "policies-grant-revoke": {
      path: `/policies?tab=grants&grant=${ids.grant}`,
      open: dialog("Revoke"),
    },
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
  "empty-for-you": { path: "/for-you" },
  "empty-triggers": { path: "/for-you?tab=triggers" },
  "empty-inbox": { path: "/inbox" },
  "empty-replays": { path: "/inbox?list=replays" },
  "empty-audit": { path: "/audit?q=nothing" },
  "empty-commands": { path: "/commands" },
  "empty-tasks": { path: "/tasks" },
  "empty-statistics": { path: "/statistics" },
  "empty-keys": { path: "/keys" },
  "empty-policies": { path: "/policies" },
  "empty-versions": { path: "/policies?tab=versions" },
  "empty-repositories": { path: "/policies?tab=repositories" },
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
