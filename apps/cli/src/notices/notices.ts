import {
  listNotices,
  listRepoSubscriptions,
  markNoticesRead,
  removeRepoSubscription,
  setRepoSubscription,
} from "@handsfree/repositories/notices";
import type { NoticeKind, Profile } from "@handsfree/schema";
import { renderRepoSubscription } from "@handsfree/wire/notices";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";
import { noticeView, subscriptionView } from "./view.ts";

type Options = GlobalOptions & UserOptions;

const readWrite = { readOnly: false };

interface ListOptions extends Options, PageOptions {
  readonly profile?: Profile;
  readonly kind?: NoticeKind;
  readonly unread?: true;
}

export async function listAll(options: ListOptions): Promise<void> {
  const { user: userId, profile, kind, unread } = options;
  const filter = { userId, profile, kind, unread, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listNotices(db, filter));
  await printPage(page, noticeView, options);
}

export async function markRead(
  ids: readonly string[],
  options: Options & ActorOptions,
): Promise<void> {
  const input = { userId: options.user, ids, by: options.by };
  const read = await useDatabase(options, (db) => markNoticesRead(db, input), readWrite);
  if (options.json) return printJson({ read });
  await print(`read: ${read} ${read === 1 ? "notice" : "notices"}\n`);
}

export async function listWatched(options: Options & PageOptions): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listRepoSubscriptions(db, filter));
  await printPage(page, subscriptionView, options);
}

export async function watch(
  repository: string,
  options: Options & ActorOptions & { readonly kinds?: readonly NoticeKind[] },
): Promise<void> {
  const { user: userId, by, kinds } = options;
  const input = { userId, repository, kinds, by };
  const { outcome, subscription } = await useDatabase(
    options,
    (db) => setRepoSubscription(db, input),
    readWrite,
  );
  const text = `${subscription.repository} (${subscription.kinds?.join(" ") ?? "all kinds"})`;
  const record = renderRepoSubscription(subscription);
  await printOutcome({ outcome, name: "subscription", record, text, isDone: true }, options);
}

export async function unwatch(repository: string, options: Options & ActorOptions): Promise<void> {
  const removal = { userId: options.user, repository, by: options.by };
  const isRemoved = await useDatabase(
    options,
    (db) => removeRepoSubscription(db, removal),
    readWrite,
  );
  if (!isRemoved) throw new NotFoundError("the user does not watch this repository");
  const change = { outcome: "removed", name: "subscription", record: undefined, isDone: true };
  await printOutcome({ ...change, text: repository }, options);
}
