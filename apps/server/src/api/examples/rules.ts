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

const headSha = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";

/** Policies, grants, groups, what is allowed in a repository, and what is told of one. */
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

  listNotices: { query: { profile: "commute", unread: true, limit: 20 } },
  markNoticesRead: { body: { ids: [ids.notice] } },
  getNoticePriorities: {},
  setNoticePriorities: { body: { chosen: { workout: { merged: "soon" } } } },
  listRepoSubscriptions: { query: { limit: 20 } },
  getRepoSubscription: { path: repository },
  setRepoSubscription: { path: repository, body: { kinds: ["checks_failed", "merged"] } },
  removeRepoSubscription: { path: repository },

  createTrigger: {
    body: {
      when: { kind: "checks_passed", repository: "octo/repo", head_sha: headSha },
      propose: {
        summary: "Merge pull request 12 of octo/repo, whose checks passed",
        action_type: "merge_pr",
        action_payload: { repository: "octo/repo", number: 12, head_sha: headSha },
        repository: "octo/repo",
      },
      expires_in_seconds: 86_400,
    },
  },
  listTriggers: { query: { limit: 20 } },
  getTrigger: { path: { id: ids.trigger } },
  removeTrigger: { path: { id: ids.trigger } },

  listGithubConnections: { query: { limit: 20 } },
  createGithubConnection: {
    body: {
      installation_id: 48_151_623,
      token_ref: "vault:github/octo",
      scopes: "repo",
      login: "octocat",
    },
  },
  getGithubConnection: { path: { id: ids.connection } },
  changeGithubConnection: { path: { id: ids.connection }, body: { token_ref: "vault:github/new" } },
  removeGithubConnection: { path: { id: ids.connection } },
};
