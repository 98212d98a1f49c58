import { createKey, revokeKey } from "@handsfree/repositories/identity";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { bearer } from "../callers.ts";

test("a revocation ends an open wait, and no other caller's", async () => {
  await using api = await TestApi.start();
  const grant = { userId, name: "test", scopes: ["actions:decide"] } as const;
  const made = await createKey(api.db, grant, api.clock);
  if (made.outcome !== "created") throw new Error(made.outcome);
  const proposal = { userId, summary: "s", actionType: "t", actionPayload: 1 };
  const proposed = await createPendingAction(api.db, proposal, api.clock);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  const path = `/v1/pending-actions/${proposed.action.id}/decision?wait_seconds=60`;
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const waiting = fetch(url + path, { headers: bearer(made.text) });
  const other = new AbortController();
  let hasEnded = false;
  const others = fetch(url + path, {
    headers: bearer(await api.keyOf(userId)),
    signal: other.signal,
  })
    .then(() => (hasEnded = true))
    .catch(() => undefined);

  await expect.poll(() => api.app.credentials.open).toBe(2);
  await revokeKey(api.db, { id: made.key.id }, api.clock);
  const ended = await waiting;
  expect(ended.status).toBe(401);
  expect(await ended.json()).toMatchObject({ code: "invalid_credentials" });
  expect(hasEnded).toBe(false);
  other.abort();
  await others;
  await expect.poll(() => api.app.credentials.open).toBe(0);
});
