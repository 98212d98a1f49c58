import {
  type Executor,
  fetchPage,
  InvalidInputError,
  type Page,
  pageLimits,
  type PageRequest,
} from "@handsfree/query";
import {
  type Database,
  type NoticeKind,
  noticeKinds,
  noticePriorities,
  type NoticePriority,
  type Profile,
  profiles,
} from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePerson } from "../person.ts";
import { ifGiven, requireBoolean, requireObject, requireOneOf, requireWhole } from "../validate.ts";
import type { PrioritiesOfKinds } from "./default-priorities.ts";
import { noticeColumns, type Notice, toNotice } from "./notice.ts";
import { findNoticePriorities } from "./priorities.ts";

/** The user, the conditions and the page of a list of notices. */
export interface NoticeFilter extends PageRequest {
  readonly userId: string;
  /**
   * The profile whose priorities order the list: the most urgent first, and without those of `never`. Such a list has no
   * `prevCursor`. Default: the list is ordered by time alone, and the priorities are those of the profile `default`.
   */
  readonly profile?: Profile | undefined;
  /** Only those that the user has not read, or only those that they have. */
  readonly unread?: boolean | undefined;
  readonly kind?: NoticeKind | undefined;
  /** Whether only those that concern a login of the user are listed, and none by a subscription alone. Default false. */
  readonly ofLogin?: boolean | undefined;
}

/**
 * Lists a user's notices, newest first; with a profile, by priority and then by time.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listNotices(
  db: Executor<Database>,
  filter: NoticeFilter,
): Promise<Page<Notice>> {
  requireCall(db);
  const {
    userId,
    profile,
    unread,
    kind,
    ofLogin = false,
    ...request
  } = requireObject("filter", filter);
  const user = requirePerson("userId", userId);
  ifGiven("profile", profile, (field, value) => requireOneOf(field, value, profiles));
  ifGiven("unread", unread, requireBoolean);
  requireBoolean("ofLogin", ofLogin);
  ifGiven("kind", kind, (field, value) => requireOneOf(field, value, noticeKinds));
  const { priorities } = await findNoticePriorities(db, user);
  const ofKinds = priorities[profile ?? "default"];
  const fetch = async (part: PageRequest, kinds?: readonly NoticeKind[]) => {
    let query = db.selectFrom("notices").select(noticeColumns).where("user_id", "=", user);
    if (unread !== undefined) query = query.where("read_at", unread ? "is" : "is not", null);
    if (kind !== undefined) query = query.where("kind", "=", kind);
    if (ofLogin) query = query.where("login", "is not", null);
    if (kinds !== undefined) query = query.where("kind", "in", kinds);
    const page = await fetchPage(db, query, "created_at", part);
    return { ...page, items: page.items.map((row) => toNotice(row, ofKinds[row.kind])) };
  };
  return profile === undefined ? fetch(request) : fetchByPriority(fetch, request, ofKinds);
}

type Fetch = (part: PageRequest, kinds: readonly NoticeKind[]) => Promise<Page<Notice>>;

/** The pages of the priorities, one after the other, as pages of one list. */
async function fetchByPriority(
  fetch: Fetch,
  { cursor, limit = pageLimits.defaultRows, ...request }: PageRequest,
  ofKinds: PrioritiesOfKinds,
): Promise<Page<Notice>> {
  requireWhole("limit", limit, 1, pageLimits.rows);
  let start = cursor === undefined ? { priority: 0, cursor: undefined } : readCursor(cursor);
  const items: Notice[] = [];
  for (;;) {
    const kinds = kindsOf(ofKinds, start.priority);
    if (kinds === undefined) return { items, nextCursor: null, prevCursor: null };
    if (kinds.length > 0) {
      const left = limit - items.length;
      // The row beyond the page shows whether there is a next one.
      const page = await fetch(
        { ...request, cursor: start.cursor, limit: Math.max(left, 1) },
        kinds,
      );
      const isMore = left === 0 && page.items.length > 0;
      if (left > 0) items.push(...page.items);
      const next = isMore ? "" : page.nextCursor;
      if (next !== null) {
        const nextCursor = `${noticePriorities[start.priority]}~${next}`;
        return { items, nextCursor, prevCursor: null };
      }
    }
    start = { priority: start.priority + 1, cursor: undefined };
  }
}

/** The kinds of a priority; undefined for `never`, and beyond. */
function kindsOf(ofKinds: PrioritiesOfKinds, place: number): readonly NoticeKind[] | undefined {
  const priority = noticePriorities[place];
  if (priority === undefined || priority === "never") return undefined;
  return noticeKinds.filter((kind) => ofKinds[kind] === priority);
}

/** @throws {InvalidInputError} unless it is a cursor of a list by priority. */
function readCursor(text: string): { priority: number; cursor: string | undefined } {
  const [name = "", cursor] = typeof text === "string" ? text.split("~", 2) : [];
  const priority = noticePriorities.indexOf(name as NoticePriority);
  if (cursor !== undefined && priority >= 0) return { priority, cursor: cursor || undefined };
  throw new InvalidInputError(
    "cursor",
    "is not one that a list by priority returned; pass the last page's cursor unchanged, or none to start over",
  );
}
