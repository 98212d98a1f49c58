import type { Examples } from "./example.ts";
import { ids } from "./values.ts";

const text = `version: 1
policies:
  - name: no force pushes
    match: { types: [git.push], where: [{ at: /force, equals: true }] }
    deny: Force pushes are not allowed
  - name: reruns are harmless
    match: { types: [rerun_checks] }
    allow: true
`;
const group = { name: "release" };
const member = { ...group, user_id: ids.user };
const repository = { owner: "octo", name: "repo" };

/** Policies, grants, groups, and what is allowed in a repository. */
export const ruleExamples: Examples = {
  getPolicies: { query: { expand: ["names"] } },
  replacePolicies: { body: { text, based_on: null } },
  listPolicyVersions: { query: { limit: 20, expand: ["names"] } },
  getPolicyVersion: { path: { version: 1 }, query: { expand: ["names"] } },
  checkPolicies: { body: { text } },
  dryRunPolicies: { body: { text, limit: 1000 } },

  createGrant: {
    body: {
      match: { types: ["merge_pr"], repositories: ["octo/repo"] },
      maximum_uses: 10,
      expires_in_seconds: 28_800,
      reason: "Merges of today's release",
    },
  },
  listGrants: { query: { limit: 20, expand: ["names"] } },
  getGrant: { path: { id: ids.grant }, query: { expand: ["names"] } },
  revokeGrant: { path: { id: ids.grant } },

  listApproverGroups: { query: { limit: 20 } },
  createApproverGroup: { body: group },
  getApproverGroup: { path: group },
  deleteApproverGroup: { path: group },
  listGroupMembers: { path: group },
  addGroupMember: { path: member },
  removeGroupMember: { path: member },

  listRepoPolicies: { query: { limit: 20 } },
  getRepoPolicy: { path: repository },
  setRepoPolicy: { path: repository, body: { allow_merge: true, required_approvals: 2 } },
  removeRepoPolicy: { path: repository },

  listGithubConnections: { query: { limit: 20 } },
  createGithubConnection: {
    body: { installation_id: 48_151_623, token_ref: "vault:github/octo", scopes: "repo" },
  },
  getGithubConnection: { path: { id: ids.connection } },
  changeGithubConnection: { path: { id: ids.connection }, body: { token_ref: "vault:github/new" } },
  removeGithubConnection: { path: { id: ids.connection } },
};
