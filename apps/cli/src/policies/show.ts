import { escapeInvisible } from "@handsfree/repositories";
import {
  findPolicies,
  listPolicyVersions,
  type PolicyVersion,
} from "@handsfree/repositories/policies";
import { renderPolicies, renderPolicyVersion } from "@handsfree/wire/policies";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printPage, type View } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";

export interface ShowOptions extends GlobalOptions {
  readonly policyVersion?: number;
}

export async function show({ policyVersion, json, ...options }: ShowOptions): Promise<void> {
  const policies = await useDatabase(options, (db) => findPolicies(db, policyVersion));
  if (policies === undefined) {
    const what = policyVersion === undefined ? "are no policies yet" : "is no such version";
    throw new NotFoundError(`there ${what}`);
  }
  await (json ? printJson(renderPolicies(policies)) : print(escapeInvisible(policies.text)));
}

const versionView: View<PolicyVersion> = {
  empty: "There are no policies yet.",
  columns: {
    VERSION: ({ version }) => version,
    "CREATED AT": ({ createdAt }) => createdAt,
    "CREATED BY": ({ createdBy }) => createdBy,
    "REPLACED AT": ({ replacedAt }) => replacedAt,
  },
  render: renderPolicyVersion,
};

export async function versions(options: GlobalOptions & PageOptions): Promise<void> {
  const request = pageRequest(options);
  const page = await useDatabase(options, (db) => listPolicyVersions(db, request));
  await printPage(page, versionView, options);
}
