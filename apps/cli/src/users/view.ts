import type { User } from "@handsfree/repositories/identity";
import { renderUser } from "@handsfree/wire/identity";
import type { View } from "../output/page.ts";

export const userView: View<User> = {
  empty: "There is no user.",
  columns: {
    "CREATED AT": (user) => user.createdAt,
    EMAIL: (user) => user.email,
    NAME: (user) => user.displayName,
    ROLE: (user) => user.role,
    "DISABLED AT": (user) => user.disabledAt,
    ID: (user) => user.id,
  },
  render: renderUser,
};
