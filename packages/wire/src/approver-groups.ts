import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, type Renderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

/** The schema of a group of approvers, `ApproverGroup` in openapi.json. */
export const ApproverGroupSchema = named("ApproverGroup", {
  id: Uuid,
  name: Type.String({ description: "By which policies and actions ask its members" }),
  created_at: Time,
  created_by: Nullable(Uuid),
});
/** A group of people who can be asked to decide. */
export type ApproverGroupJson = Static<typeof ApproverGroupSchema>;

/** The schema of a page of groups, `ApproverGroupPage` in openapi.json. */
export const ApproverGroupPageSchema: NamedSchema<PageJson<ApproverGroupJson>> =
  pageOf(ApproverGroupSchema);

/** Renders a group. */
export const renderApproverGroup: Renderer<ApproverGroupJson> = rendererOf(ApproverGroupSchema);

/** The schema of a membership, `GroupMember` in openapi.json. */
export const GroupMemberSchema = named("GroupMember", {
  user_id: Uuid,
  added_at: Time,
  added_by: Nullable(Uuid),
});
/** A member of a group. */
export type GroupMemberJson = Static<typeof GroupMemberSchema>;

/** Renders a membership. */
export const renderGroupMember: Renderer<GroupMemberJson> = rendererOf(GroupMemberSchema);

/** The schema of the members of a group, `GroupMembers` in openapi.json. */
export const GroupMembersSchema = named("GroupMembers", {
  items: Type.Array(ref(GroupMemberSchema), { description: "In the order of their addition" }),
});
/** All members of a group. */
export type GroupMembersJson = Static<typeof GroupMembersSchema>;

/** Renders all members of a group. */
export function renderGroupMembers(
  members: readonly RecordOf<GroupMemberJson>[],
): GroupMembersJson {
  return { items: members.map((member) => renderGroupMember(member)) };
}
