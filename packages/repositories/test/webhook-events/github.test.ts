import { expect, test } from "vitest";
import { githubSource, signGithubPayload } from "../../src/entries/webhooks.ts";
import { allEvents, githubHeaders, receive, useDeliveries } from "./deliveries.ts";

useDeliveries();

test("during a change of secrets both verify; afterwards only the new one does", async () => {
  const both = githubSource({ secrets: ["new", "old"] });
  const signed = (own: string, id: string) => ({
    ...githubHeaders("{}", id),
    "x-hub-signature-256": signGithubPayload(own, "{}"),
  });
  const outcome = async (source: typeof both, own: string, id: string) =>
    (await receive("{}", { source, headers: signed(own, id) })).outcome;
  expect(await outcome(both, "old", "d-1")).toBe("stored");
  expect(await outcome(both, "new", "d-1")).toBe("duplicate");
  expect(await outcome(both, "new", "d-2")).toBe("stored");
  expect(await outcome(both, "older", "d-3")).toBe("rejected");
  const after = githubSource({ secrets: ["new"] });
  expect(await outcome(after, "old", "d-3")).toBe("rejected");
  expect(await outcome(after, "new", "d-3")).toBe("stored");
});

test.for([
  [undefined, "missing_signature"],
  ["", "missing_signature"],
  ["sha1=757107ea0eb2509fc211221cce984b8a37570b6d", "malformed_signature"],
  [`sha256=${"0".repeat(64)}`, "invalid_signature"],
] as const)("the signature %j is recorded as %s", async ([signature, rejection]) => {
  const headers = { ...githubHeaders("{}"), "x-hub-signature-256": signature };
  expect(await receive("{}", { headers })).toMatchObject({
    outcome: "rejected",
    rejection,
    event: { rejection, deliveryId: "d-1", eventType: "push", signatureOk: false },
  });
});

test.for([
  ["{}", { "x-github-event": undefined }, "X-GitHub-Event"],
  ["{}", { "x-github-delivery": "" }, "X-GitHub-Delivery"],
  ["not JSON", {}, "body"],
  ["", {}, "body"],
] as const)(
  "the signed body %j with headers %j is refused, and the error names %s",
  async ([body, other, field]) => {
    const delivery = receive(body, { headers: { ...githubHeaders(body), ...other } });
    await expect(delivery).rejects.toMatchObject({ field });
    expect(await allEvents()).toEqual([]);
  },
);
