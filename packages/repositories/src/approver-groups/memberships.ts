import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isOneOf } from "../one-of.ts";

/** The unique key of a person's membership. */
export function membershipKey(groupId: string, userId: string): string {
  return `${groupId}/${userId}`;
}

/** A person, and the name of a group. */
export interface MembershipQuestion {
  readonly group: string;
  readonly userId: string;
}

/** Which of the people that were asked about are members of which groups. */
export class Memberships {
  /** No memberships. */
  static readonly none: Memberships = new Memberships([]);
  readonly #known: ReadonlySet<string>;

  constructor(known: readonly MembershipQuestion[]) {
    this.#known = new Set(known.map(toText));
  }

  /** @param group null for none, which has no members. */
  has(group: string | null, userId: string): boolean {
    return group !== null && this.#known.has(toText({ group, userId }));
  }
}

/** All ids have one length, so no two questions have the same text. */
function toText({ group, userId }: MembershipQuestion): string {
  return `${userId}/${group}`;
}

/** Reads memberships, by two look-ups of keys. Without questions it reads nothing. */
export async function findMemberships(
  db: Executor<Database>,
  questions: readonly MembershipQuestion[],
): Promise<Memberships> {
  if (questions.length === 0) return Memberships.none;
  const names = [...new Set(questions.map(({ group }) => group))];
  const groups = await db
    .selectFrom("approver_groups")
    .select(["id", "name"])
    .where(isOneOf("name", "text", names))
    .execute();
  const ids = new Map(groups.map(({ id, name }) => [name, id]));
  const byKey = new Map(
    questions.flatMap((question) => {
      const id = ids.get(question.group);
      return id === undefined ? [] : [[membershipKey(id, question.userId), question] as const];
    }),
  );
  if (byKey.size === 0) return Memberships.none;
  const rows = await db
    .selectFrom("approver_group_members")
    .select("membership_key")
    .where(isOneOf("membership_key", "text", [...byKey.keys()]))
    .execute();
  return new Memberships(rows.flatMap(({ membership_key: key }) => byKey.get(key) ?? []));
}

/** The names of the groups that a person is a member of. */
export async function groupsOf(db: Executor<Database>, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("approver_group_members as member")
    .innerJoin("approver_groups as group", "group.id", "member.group_id")
    .select("group.name")
    .where("member.user_id", "=", userId)
    .execute();
  return rows.map(({ name }) => name);
}

/** The members of the groups with these names. */
export async function membersOf(
  db: Executor<Database>,
  names: readonly string[],
): Promise<MembershipQuestion[]> {
  if (names.length === 0) return [];
  return db
    .selectFrom("approver_group_members as member")
    .innerJoin("approver_groups as group", "group.id", "member.group_id")
    .select(["group.name as group", "member.user_id as userId"])
    .where("group.name", "in", names)
    .execute();
}
