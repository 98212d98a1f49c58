import {
  findRepoPolicy,
  listRepoPolicies,
  removeRepoPolicy,
  type RepoPolicyValues,
  setRepoPolicy,
} from "@handsfree/repositories/repo-policies";
import { renderRepoPolicy } from "@handsfree/wire/repo-policies";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";
import { renderRepoPolicyText, repoPolicyView, settingsText } from "./view.ts";

type Options = GlobalOptions & UserOptions;

const readWrite = { readOnly: false };

export async function listAll(options: Options & PageOptions): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listRepoPolicies(db, filter));
  await printPage(page, repoPolicyView, options);
}

export async function show(repository: string, options: Options): Promise<void> {
  const key = { userId: options.user, repository };
  const policy = await useDatabase(options, (db) => findRepoPolicy(db, key));
  if (policy === undefined) throw notFound();
  if (options.json) return printJson(renderRepoPolicy(policy));
  await print(renderRepoPolicyText(policy));
}

export async function set(
  repository: string,
  options: Options & ActorOptions & RepoPolicyValues,
): Promise<void> {
  const { user: userId, by } = options;
  const input = {
    userId,
    repository,
    by,
    allowMerge: options.allowMerge,
    allowRerun: options.allowRerun,
    allowRequestReview: options.allowRequestReview,
    allowComment: options.allowComment,
    requireConfirmation: options.requireConfirmation,
    requireChecksGreen: options.requireChecksGreen,
    requiredApprovals: options.requiredApprovals,
  };
  const { outcome, policy } = await useDatabase(
    options,
    (db) => setRepoPolicy(db, input),
    readWrite,
  );
  const text = `${policy.repository} (${settingsText(policy)})`;
  const record = renderRepoPolicy(policy);
  await printOutcome({ outcome, name: "policy", record, text, isDone: true }, options);
}

export async function remove(repository: string, options: Options & ActorOptions): Promise<void> {
  const removal = { userId: options.user, repository, by: options.by };
  const { outcome } = await useDatabase(options, (db) => removeRepoPolicy(db, removal), readWrite);
  if (outcome === "not_found") throw notFound();
  const record = undefined;
  await printOutcome({ outcome, name: "policy", record, text: repository, isDone: true }, options);
}

function notFound(): NotFoundError {
  return new NotFoundError("the user has no policy of this repository");
}
