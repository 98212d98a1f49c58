import { createPendingAction, findPendingAction } from "@handsfree/repositories/pending-actions";
import { findPolicies } from "@handsfree/repositories/policies";
import { accessScopeNames } from "@handsfree/schema";
import { expect, test } from "vitest";
import { stranger, TestApi, userId } from "../api.ts";
import { bearer, keyOfService } from "../callers.ts";
import { injectOpen } from "../inject-open.ts";
import { operationsOf, pathOf } from "./operations.ts";

/** All scopes that a service can have, also `admin`. */
const scopes = accessScopeNames.filter((scope) => scope !== "actions:decide");

test(
  "a service with all scopes decides on no route, with no argument, in no name",
  { timeout: 300_000 },
  async () => {
    await using api = await TestApi.start();
    await api.app.ready();
    await api.keyOf(stranger);
    const actsFor = [userId, stranger];
    const key = await keyOfService(api.db, { scopes, actsFor });
    const proposal = {
      userId,
      summary: "Merge #12",
      actionType: "merge_pr",
      actionPayload: { pr: 12 },
      approvers: [userId, stranger],
      editable: true,
      idempotencyKey: "k",
    };
    const proposed = await createPendingAction(api.db, proposal, api.clock);
    if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
    const { action, token } = proposed;
    const { id, payloadDigest: payload_digest } = action;
    const policies = "version: 1\npolicies:\n  - name: all\n    match: {}\n    allow: true\n";
    const bodies = [
      undefined,
      { token },
      { token, payload_digest, reason: "yes" },
      { payload_digest },
      { payload_digest, reason: "yes", surface: "console" },
      { payload_digest, action_payload: { pr: 13 } },
      { decisions: [{ id, verdict: "approve", payload_digest }] },
      { decisions: [{ id, verdict: "reject", payload_digest }], surface: "voice" },
      { text: policies, based_on: null },
      { matches: { types: ["merge_pr"] }, maximum_uses: 9, expires_in_seconds: 3600 },
      { user_id: stranger, name: "mine", scopes: ["actions:decide"] },
      { user_id: stranger },
    ];
    const names = [undefined, userId, stranger];
    for (const operation of operationsOf(api.app)) {
      for (const body of operation.method === "GET" ? [undefined] : bodies) {
        for (const name of names) {
          const response = await injectOpen(api.app, {
            method: operation.method,
            url: pathOf(operation, id),
            headers: { ...bearer(key), ...(name === undefined ? {} : { "on-behalf-of": name }) },
            ...(body === undefined ? {} : { payload: body }),
          });
          // The credentials of a person would decide in their name.
          const given = response.body + String(response.headers["set-cookie"]);
          expect({ operation: operation.id, given }).toEqual({
            operation: operation.id,
            given: expect.not.stringMatching(/hf_user_\w{40}|hf_session_\w{40}|#code=/),
          });
        }
      }
    }
    const after = await findPendingAction(api.db, { userId, id }, api.clock);
    expect(after).toMatchObject({
      state: "pending",
      approvals: 0,
      version: 1,
      payloadDigest: payload_digest,
    });
    expect(await findPolicies(api.db)).toBeUndefined();
  },
);
