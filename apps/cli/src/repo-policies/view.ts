import type { RepoPolicy } from "@handsfree/repositories/repo-policies";
import { renderRepoPolicy } from "@handsfree/wire/repo-policies";
import type { View } from "../output/page.ts";
import { renderRecord } from "../output/table.ts";

export const repoPolicyView: View<RepoPolicy> = {
  empty: "The user has no policy of a repository.",
  columns: {
    REPOSITORY: (policy) => policy.repository,
    ALLOWS: allowed,
    REQUIRES: required,
    "UPDATED AT": (policy) => policy.updatedAt,
  },
  render: renderRepoPolicy,
};

/** The settings in a few words. */
export function settingsText(policy: RepoPolicy): string {
  return `allows ${allowed(policy)}; requires ${required(policy)}`;
}

export function renderRepoPolicyText(policy: RepoPolicy): string {
  return renderRecord({
    REPOSITORY: policy.repository,
    ALLOWS: allowed(policy),
    REQUIRES: required(policy),
    "CREATED AT": policy.createdAt,
    "UPDATED AT": policy.updatedAt,
  });
}

function allowed(policy: RepoPolicy): string {
  const names = [
    ...(policy.allowMerge ? ["merge"] : []),
    ...(policy.allowRerun ? ["rerun"] : []),
    ...(policy.allowRequestReview ? ["request-review"] : []),
    ...(policy.allowComment === false ? [] : ["comment"]),
  ];
  return names.join(" ") || "nothing";
}

function required({
  requireConfirmation,
  requireChecksGreen,
  requiredApprovals,
}: RepoPolicy): string {
  const names = [
    ...(requireConfirmation ? ["confirmation"] : []),
    ...(requireChecksGreen ? ["checks-green"] : []),
    ...(requiredApprovals > 0 ? [`approvals=${requiredApprovals}`] : []),
  ];
  return names.join(" ") || "nothing";
}
