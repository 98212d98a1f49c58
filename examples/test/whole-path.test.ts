import { fileURLToPath } from "node:url";
import { runNode } from "@handsfree/testkit";
import { expect, test } from "vitest";

test("the whole path holds on real input", { timeout: 120_000 }, async () => {
  const entry = fileURLToPath(new URL("../src/whole-path.ts", import.meta.url));
  const { code, stdout, stderr } = await runNode(entry);
  expect(stderr).toBe("");
  expect(stdout).toMatchInlineSnapshot(`
    "  329  deliveries stored (202)
      329  deliveries again, all duplicates (200)
      329  duplicates that name the first event
      329  genuine events in the database
      329  payloads that read back byte for byte
        1  forged delivery refused (401)
        1  forged events, kept apart
        2  commands recorded
        1  transcripts kept, where asked
        1  confirmations that won, of 50
       49  confirmations that came too late (409)
        2  audit rows of the action: proposed, confirmed
        0  actions still waiting
        0  lost
    "
  `);
  expect(code).toBe(0);
});
