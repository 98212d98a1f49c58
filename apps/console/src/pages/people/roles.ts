import type { UserJson } from "@handsfree/wire/identity";

/** What the roles of people mean, in the order of the choice. */
export const roleMeanings: Readonly<Record<UserJson["role"], string>> = {
  member: "decides their own actions",
  approver: "also decides actions of others, where they are asked",
  admin: "also manages people, services, keys and policies, and reads everything",
};

/** The roles, for a `Select`. */
export const roleOptions = Object.keys(roleMeanings).map((value) => ({ value, label: value }));
