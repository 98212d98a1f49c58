import { afterEach, beforeEach, expect, test } from "vitest";
import {
  editPendingAction,
  findPendingAction,
  type NewActionPreview,
  type PendingAction,
  previewAction,
  type PreviewOfAction,
} from "../../src/entries/pending-actions.ts";
import { listEvents } from "../../src/entries/events.ts";
import { Actions, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const preview: NewActionPreview = {
  title: "Fix the login",
  url: "https://github.com/octo/repo/pull/12",
  facts: [{ label: "checks", value: "8 of 8 are green" }],
};
function show({ id }: PendingAction, more: Partial<PreviewOfAction> = {}) {
  const input = { actionId: id, version: 1, preview, ...more };
  return previewAction(actions.db, input, actions.clock);
}

test("a preview is shown with the action, and changes no digest", async () => {
  const { action } = await actions.propose({ effect: "main gets 3 commits" });
  const madeAt = actions.clock.now();
  expect(await show(action)).toMatchObject({ outcome: "previewed", action: { id: action.id } });
  const key = { userId: owner, id: action.id };
  const found = await findPendingAction(actions.db, key, actions.clock);
  expect(found).toEqual({ ...action, preview: { ...preview, madeAt } });
  expect(found?.effect).toBe("main gets 3 commits");
  expect(await actions.approve(owner, action)).toMatchObject({ outcome: "confirmed" });
});

test("its size counts as content of the action", async () => {
  const { action } = await actions.propose({ effect: "e".repeat(500) });
  const before = Number((await actions.row(action.id)).content_bytes);
  expect(before).toBeGreaterThan(500);
  await show(action, { preview: { title: "t", facts: [{ label: "l", value: "v".repeat(900) }] } });
  expect(Number((await actions.row(action.id)).content_bytes)).toBeGreaterThan(before + 900);
});

test("a change is an event, and the same again is none", async () => {
  const { action } = await actions.propose();
  await show(action, { worker: "github" });
  actions.clock.advance(1000);
  expect(await show(action)).toMatchObject({ outcome: "previewed" });
  await show(action, { preview: { ...preview, facts: [] } });
  expect(await actions.events()).toEqual(["previewed", "previewed", "proposed"]);
  const [, first] = await actions.trail();
  expect(first?.result).toMatchObject({ by: "github", state: "pending", version: 1 });
  const seen = await listEvents(actions.db, { userId: owner, groups: new Set(["actions"]) });
  expect(seen).toMatchObject({
    events: [{}, { type: "pending_action.previewed", record: { id: action.id } }, {}],
  });
});

test("secrets are not stored", async () => {
  const { action } = await actions.propose({
    effect: "uses ghp_012345678901234567890123456789abcdef",
  });
  await show(action, {
    preview: {
      title: "Deploy with ghp_012345678901234567890123456789abcdef",
      url: "https://example.com/?access_token=0123456789abcdef0123",
      facts: [{ label: "password", value: "hunter2" }],
    },
  });
  const row = await actions.row(action.id);
  expect(row.preview).not.toMatch(/ghp_|0123456789|hunter2/);
  expect(row.effect).toBe("uses [redacted]");
});

test("an edit removes it, and the executor of the version before is told", async () => {
  const { action } = await actions.propose({ editable: true });
  await show(action);
  const { id, payloadDigest } = action;
  const edit = {
    userId: owner,
    id,
    payloadDigest,
    surface: "api",
    actionPayload: { pr: 13 },
  } as const;
  const edited = await editPendingAction(actions.db, edit, actions.clock);
  expect(edited).toMatchObject({ outcome: "edited", action: { preview: null, version: 2 } });
  expect((await actions.row(id)).preview).toBeNull();
  expect(await show(action)).toMatchObject({ outcome: "version_mismatch", action: { version: 2 } });
  expect(await show(action, { version: 2 })).toMatchObject({ outcome: "previewed" });
});

test("a decided, an overdue and another user's action get none", async () => {
  const { action: decided } = await actions.propose();
  await actions.approve(owner, decided);
  expect(await show(decided)).toMatchObject({ outcome: "already_decided" });
  const { action } = await actions.propose();
  expect(await show(action, { userId: stranger })).toEqual({ outcome: "not_found" });
  expect(await show({ ...action, id: stranger })).toEqual({ outcome: "not_found" });
  actions.clock.advance(3_600_000);
  expect(await show(action)).toMatchObject({ outcome: "expired", action: { state: "expired" } });
  expect((await actions.row(action.id)).preview).toBeNull();
});

test("of previews and decisions at once each is as if it was alone", async () => {
  const { action } = await actions.propose();
  const outcomes = await race(8, (n) =>
    n === 4 ? actions.approve(owner, action) : show(action, { worker: `worker ${n}` }),
  );
  expect(outcomes["confirmed"]).toBe(1);
  const { previewed = 0, already_decided: late = 0 } = outcomes;
  expect(previewed + late).toBe(7);
});

test.for<[string, unknown, string]>([
  ["a title that is too long", { title: "t".repeat(301), facts: [] }, "preview.title"],
  ["no title", { title: "", facts: [] }, "preview.title"],
  ["a script", { title: "t", url: "javascript:alert(1)", facts: [] }, "preview.url"],
  ["half an address", { title: "t", url: "//example.com", facts: [] }, "preview.url"],
  [
    "a password",
    { title: "t", url: "https://github.com:x@evil.example/", facts: [] },
    "preview.url",
  ],
  [
    "too many facts",
    { title: "t", facts: Array.from({ length: 21 }, () => ({ label: "l", value: "v" })) },
    "preview.facts",
  ],
  ["a fact of another form", { title: "t", facts: ["checks: green"] }, "preview.facts"],
  [
    "a long value",
    { title: "t", facts: [{ label: "l", value: "v".repeat(1001) }] },
    "preview.facts.value",
  ],
])("%s is refused", async ([, given, field]) => {
  const { action } = await actions.propose();
  await expect(show(action, { preview: given as NewActionPreview })).rejects.toMatchObject({
    code: "invalid_input",
    field,
  });
});
