import {
  afterExpiry,
  type AskEffect,
  comparePolicies,
  createGrant,
  dryRunPolicies,
  evaluatePolicies,
  findGrant,
  findPolicies,
  fromRepoPolicy,
  listGrants,
  listPolicyVersions,
  parsePolicies,
  type Policy,
  type PolicyDecision,
  printEffect,
  printPolicies,
  replacePolicies,
  restrictDecision,
  revokeGrant,
} from "../../src/entries/policies.ts";
import { on, plain, type Rows } from "./row.ts";
import { id, page, userId } from "./samples.ts";

const text = "version: 1\npolicies: []";
const ask: Required<AskEffect> = {
  kind: "ask",
  whom: { group: "release" },
  approvals: 2,
  expiresInSeconds: 60,
  edit: false,
  onExpiry: { kind: "escalate", group: "leads", expiresInSeconds: 60 },
  confirmation: "strong",
  graceSeconds: 10,
};
const policies: readonly Policy[] = [{ name: "releases", match: { types: ["**"] }, effect: ask }];
const proposal = {
  actionType: "merge_pr",
  actionPayloadJson: "{}",
  repository: "acme/web",
  service: "agent",
};
const decision: PolicyDecision = {
  effect: ask,
  policy: "releases",
  explanation: { policy: "releases", doubt: null, missed: [], unlisted: 0 },
};

export const policyRows: Rows = {
  createGrant: on(createGrant, {
    userId,
    match: { types: ["merge_pr"] },
    maximumUses: 5,
    expiresInSeconds: 60,
    reason: "routine",
    by: userId,
  }),
  findGrant: on(findGrant, id),
  listGrants: on(listGrants, { userId, ...page }),
  revokeGrant: on(revokeGrant, { id, by: userId }),
  replacePolicies: on(replacePolicies, { text, basedOn: 1, by: userId }),
  findPolicies: on(findPolicies, 1),
  listPolicyVersions: on(listPolicyVersions, { limit: 10, cursor: "5/desc/next", order: "desc" }),
  dryRunPolicies: on(dryRunPolicies, { text, since: page.since, limit: 10 }),
  afterExpiry: plain(afterExpiry, ask),
  comparePolicies: plain(comparePolicies, policies, policies, [{ ...proposal, id: "1" }]),
  evaluatePolicies: plain(evaluatePolicies, policies, proposal),
  fromRepoPolicy: plain(fromRepoPolicy, {
    repo_full_name: "acme/web",
    allow_merge: false,
    allow_rerun: true,
    allow_request_review: true,
    allow_comment: true,
    require_confirmation: true,
  }),
  parsePolicies: plain(parsePolicies, text),
  printEffect: plain(printEffect, ask),
  printPolicies: plain(printPolicies, policies),
  restrictDecision: { ...plain(restrictDecision, decision, decision), alsoTaken: [null] },
};
