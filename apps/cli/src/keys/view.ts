import type { AccessKey } from "@handsfree/repositories/identity";
import { renderAccessKey } from "@handsfree/wire/identity";
import type { View } from "../output/page.ts";

export const keyView: View<AccessKey> = {
  empty: "No key matches.",
  columns: {
    "CREATED AT": (key) => key.createdAt,
    NAME: (key) => key.name,
    ENDS: (key) => key.lastCharacters,
    OF: (key) => (key.userId === null ? `service ${key.serviceId}` : `user ${key.userId}`),
    SCOPES: (key) => key.scopes.join(" "),
    STATE: (key) => key.state,
    "EXPIRES AT": (key) => key.expiresAt,
    "LAST USED AT": (key) => key.lastUsedAt,
    ID: (key) => key.id,
  },
  render: renderAccessKey,
};
