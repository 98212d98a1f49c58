import { expect } from "vitest";
import type { ConsolePage } from "../fixture/console-page.ts";
import type { OpenConsole, Person } from "../fixture/open-console.ts";

/** The summary of the action of a journey. */
export const summary = "Merge octo/repo#12 into main";
/** Its arguments after the edit. */
export const edited = '{"number":12,"method":"squash"}';

/** How a person uses the console. Each step ends when the page shows that it has worked. */
export interface Driver {
  /** For the names of pictures. */
  readonly name: string;
  /** The width of the window, in CSS pixels. */
  readonly width: number;
  /** Which surface the decision is recorded for. */
  readonly surface: "console" | "voice";
  /** Signs in at a window that shows a link. */
  readonly signIn: (window: ConsolePage) => Promise<void>;
  /** Gives the action, which waits on the page, the arguments `edited`. */
  readonly edit: (window: ConsolePage) => Promise<void>;
  readonly approve: (window: ConsolePage) => Promise<void>;
  /** Opens the page of the action from the page of what waits. */
  readonly openAction: (window: ConsolePage) => Promise<void>;
  /** Opens the verification of the trail from there, and begins it. */
  readonly verify: (window: ConsolePage) => Promise<void>;
}

/**
 * Takes a proposal all the way: it arrives while two windows are open, is edited and approved in one, which clears the
 * other, is carried out, shows its receipt, and its records are in the trail that verifies.
 */
export async function travel(opened: OpenConsole, driver: Driver): Promise<void> {
  const ada = await opened.person("Ada Lovelace", "admin");
  const window = await opened.openWindow({
    width: driver.width,
    path: await opened.signInLink(ada),
  });
  const { page } = window;
  await driver.signIn(window);
  await page.waitForURL("/");
  const other = await opened.open(ada, { width: 1440, colorScheme: "dark" });
  for (const each of [window, other]) {
    await each.page.getByText("Nothing waits for you").waitFor();
    await each.connection("Live");
  }
  const { id } = await ada.client.pendingActions.propose({
    summary,
    action_type: "merge_pr",
    repository: "octo/repo",
    editable: true,
    action_payload: { number: 12, method: "merge" },
  });
  await other.page.getByRole("region", { name: summary }).waitFor();

  await driver.edit(window);
  // Who looked at the first version must see the second one before they can approve it.
  await other.page.getByText("This was edited while you looked at it").waitFor();
  await page.getByText("version 2", { exact: true }).waitFor();
  await driver.approve(window);
  await page.getByText("Nothing waits for you").waitFor();
  await other.page.getByText("Nothing waits for you").waitFor();
  await other.page.getByText(`Was approved by Ada Lovelace (${driver.surface})`).waitFor();

  await driver.openAction(window);
  await page.waitForURL(`/waiting/${id}`);
  await carryOut(opened, ada, id);
  await page.getByText("succeeded", { exact: true }).first().waitFor();
  await page.getByText("0123abc").waitFor();
  await page.reload();
  await page.locator("dt", { hasText: "Recorded" }).waitFor();
  await page.getByText("octo/repo#12 by executor-1").waitFor();
  await window.screenshot(`journey-receipt-${driver.name}`);
  for (const each of [window, other]) each.expectNoConsoleErrors();

  await opened.seal();
  await window.connection("Live");
  await driver.verify(window);
  const result = page.getByRole("region", { name: "Result of the verification" });
  await result.getByText("The trail is as it was written").waitFor();
  // Its own records are among those that were verified.
  const { seal } = await opened.admin.client.request("GET /v1/action-logs/{id}", {
    path: { id: await receiptOf(ada, id) },
    query: { expand: ["seal"] },
    onBehalfOf: ada.id,
  });
  expect(seal).toMatchObject({ entry: expect.any(Number) });
  await window.screenshot(`journey-verified-${driver.name}`);
  await window.expectNoAxeViolations();
  await window.page.context().close();
  await other.page.context().close();
}

/** Does what an executor does: it claims the action, acts, records what it did, and reports it. */
async function carryOut({ admin }: OpenConsole, { id: owner }: Person, id: string): Promise<void> {
  const { pendingActions, actionLogs } = admin.client;
  const onBehalfOf = { onBehalfOf: owner };
  const { items } = await pendingActions.claim(
    { types: ["merge_pr"], worker: "executor-1" },
    onBehalfOf,
  );
  const [claimed] = items;
  expect(claimed?.action).toMatchObject({ id, action_payload: JSON.parse(edited) as unknown });
  await actionLogs.record(
    { action_type: "github.merge", target: "octo/repo#12 by executor-1", ok: true },
    { ...onBehalfOf, idempotencyKey: claimed?.idempotency_key ?? "" },
  );
  const report = { lease_token: claimed?.lease.token ?? "", result: { sha: "0123abc" } };
  await pendingActions.succeed(id, report, onBehalfOf);
}

/** The id of the record that the executor made. */
async function receiptOf({ client }: Person, id: string): Promise<string> {
  const { receipt } = await client.request("GET /v1/pending-actions/{id}", {
    path: { id },
    query: { expand: ["receipt"] },
  });
  return receipt?.log_id ?? "";
}
