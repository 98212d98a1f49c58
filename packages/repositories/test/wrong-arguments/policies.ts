import {
  afterExpiry,
  type AskEffect,
  comparePolicies,
  evaluatePolicies,
  fromRepoPolicy,
  parsePolicies,
  type Policy,
  type PolicyDecision,
  printPolicies,
  restrictDecision,
} from "../../src/entries/policies.ts";
import { plain, type Rows } from "./row.ts";

const ask: AskEffect = {
  kind: "ask",
  whom: { group: "release" },
  approvals: 2,
  expiresInSeconds: 60,
  edit: false,
  onExpiry: { kind: "escalate", group: "leads", expiresInSeconds: 60 },
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
  parsePolicies: plain(parsePolicies, "version: 1\npolicies: []"),
  printPolicies: plain(printPolicies, policies),
  restrictDecision: { ...plain(restrictDecision, decision, decision), alsoTaken: [null] },
};
