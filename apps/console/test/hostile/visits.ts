import { dialog, item, press, type Visit } from "../fixture/visit.ts";
import { groupName, type HostileIds } from "./records.ts";
import { hostile } from "./texts.ts";

const inAddress = encodeURIComponent(hostile("address"));

/** The visits of each section, by the folder of its pages. */
export function visitsOf(ids: HostileIds): Readonly<Record<string, readonly Visit[]>> {
  return {
    waiting: [
      {
        path: "/",
        shows: ["summary of a pending action", "value in the pending action", "service"],
      },
      { path: "/", open: dialog("Reject") },
      { path: "/", open: dialog("Edit") },
      {
        path: "/",
        open: async (page) => {
          await page.keyboard.press("?");
          await page.getByRole("dialog").waitFor();
        },
      },
      {
        path: "/",
        shows: ["summary of a pending action"],
        open: async (page) => {
          await page
            .getByRole("checkbox", { name: /^Choose: summary of a pending action/ })
            .check();
          await dialog("Approve…")(page);
        },
      },
      { path: "/waiting", shows: ["summary of a failed action", "summary of a rejected action"] },
      { path: `/waiting/${ids.pending}`, shows: ["type of a pending action", "service"] },
      {
        path: `/waiting/${ids.edited}`,
        shows: ["value in the later version"],
      },
      { path: `/waiting/${ids.failed}`, shows: ["error of the executor", "value in the receipt"] },
    ],
    "for-you": [
      {
        path: "/for-you",
        // The API itself escapes the titles of notices.
        texts: [
          String.raw`title of a notice \u202egnp.exe <script>stolen()</script>`,
          "https://evil.invalid/octo/repo/pull/8",
        ],
      },
      { path: "/for-you?tab=triggers", shows: ["summary of a trigger"] },
      { path: "/for-you?tab=triggers", open: dialog("Give it up") },
    ],
    commands: [
      { path: "/commands", shows: ["intent"] },
      {
        path: `/commands?id=${ids.command}`,
        shows: ["intent", "value in the entities"],
        texts: ["please <i>merge</i> ⟨U+202E⟩gnp.exe now"],
        open: press("Show what was said"),
      },
      { path: `/commands?intent=${inAddress}&session=${inAddress}`, shows: ["address"] },
    ],
    tasks: [
      { path: "/tasks", shows: ["instruction of a task that asks"] },
      { path: `/tasks?id=${ids.asking}`, shows: ["question", "provider"] },
      { path: `/tasks?id=${ids.asking}`, open: dialog("Cancel the task") },
      { path: `/tasks?id=${ids.failedTask}`, shows: ["error of an agent"] },
    ],
    inbox: [
      { path: "/inbox", texts: ["<script>stolen()</script>"] },
      {
        path: `/inbox?id=${ids.delivery}`,
        shows: ["value in the body", "error of a worker"],
        texts: ["value ⟨U+0000⟩ of the body", "name ⟨U+0000⟩ after"],
      },
      { path: `/inbox/${inAddress}`, texts: ["There is no such page"] },
      { path: `/inbox?id=${ids.delivery}&part=timeline`, shows: ["error of a worker"] },
      { path: `/inbox?id=${ids.delivery}&part=headers`, texts: ["<script>stolen()</script>"] },
      { path: `/inbox?id=${ids.delivery}&part=details` },
      { path: `/inbox?id=${ids.delivery}`, open: dialog("Forward…") },
      { path: `/inbox?id=${ids.delivery}`, open: dialog("Retry now") },
      { path: "/inbox?state=rejected" },
      {
        path: `/inbox?type=${inAddress}&source=${inAddress}&delivery=${inAddress}`,
        shows: ["address"],
      },
      { path: `/inbox?type=${inAddress}`, open: dialog("Replay many…") },
      { path: "/inbox?list=replays", shows: ["reason of a replay"] },
    ],
    audit: [
      { path: "/audit", shows: ["type of a log", "target of a log"] },
      {
        path: `/audit?id=${ids.log}`,
        shows: ["type of a log", "value in the request", "value in the result"],
      },
      { path: `/audit?type=${inAddress}&target=${inAddress}`, shows: ["address"] },
      { path: `/audit?type=${inAddress}`, open: dialog("Export…") },
    ],
    statistics: [
      { path: "/statistics", shows: ["type of a failed action"] },
      { path: "/statistics?of=log", shows: ["type of a log"] },
      { path: "/statistics?of=commands", shows: ["intent"] },
      { path: "/statistics?of=deliveries" },
    ],
    policies: [
      { path: "/policies", shows: ["why it is refused"] },
      { path: "/policies", open: dialog("Edit rule 1") },
      { path: "/policies?view=text" },
      { path: "/policies?view=review" },
      { path: "/policies?tab=versions&version=1", shows: ["admin"] },
      { path: "/policies?tab=repositories", texts: ["octo/__proto__"] },
      { path: "/policies?tab=repositories", open: item(/^More about octo/, "Change") },
      { path: "/policies?tab=repositories", open: item(/^More about octo/, "Remove") },
      { path: `/policies?tab=grants&grant=${ids.grant}`, shows: ["reason of a grant"] },
      { path: `/policies?tab=grants&grant=${ids.grant}`, open: dialog(/^Revoke/) },
    ],
    people: [
      { path: "/people", shows: ["person", "admin"] },
      { path: `/people?id=${ids.person}`, shows: ["person"] },
      { path: `/people?id=${ids.person}`, open: dialog("Sign-in link") },
      { path: "/people?tab=services", shows: ["service"] },
      { path: `/people?tab=services&id=${ids.service}`, shows: ["service"] },
      { path: "/people?tab=groups" },
      { path: `/people?tab=groups&group=${encodeURIComponent(groupName)}`, shows: ["person"] },
    ],
    keys: [
      { path: "/keys", shows: ["own key"] },
      { path: `/keys?id=${ids.ownKey}`, shows: ["own key"] },
      { path: `/keys?id=${ids.ownKey}`, open: dialog("Revoke") },
      { path: "/keys?whose=all", shows: ["key", "service"] },
      { path: `/keys?whose=all&id=${ids.key}`, shows: ["key", "service", "person"] },
      { path: "/keys?whose=all", open: dialog("Create a key") },
    ],
    notifications: [
      { path: "/notifications" },
      { path: `/notifications?edit=${ids.channel}` },
      { path: "/notifications", open: item(/^More for channel/, "Remove") },
    ],
    server: [{ path: "/server" }],
    account: [
      { path: "/account", shows: ["admin"], texts: ["<script>stolen()</script>"] },
      { path: "/account", open: dialog(/^End \d+ others$/) },
    ],
  };
}
