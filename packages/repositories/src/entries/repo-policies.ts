export {
  findRepoPolicy,
  listRepoPolicies,
  type RepoPolicyFilter,
  type RepoPolicyKey,
} from "../repo-policies/find.ts";
export type { RepoPolicy } from "../repo-policies/policy.ts";
export {
  type RemovedRepoPolicy,
  removeRepoPolicy,
  type RepoPolicyRemoval,
} from "../repo-policies/remove.ts";
export { type NewRepoPolicy, type SetRepoPolicy, setRepoPolicy } from "../repo-policies/set.ts";
export type { RepoPolicyValues } from "../repo-policies/settings.ts";
