import type { GithubConnection } from "@handsfree/repositories/github-connections";
import { renderGithubConnection } from "@handsfree/wire/github-connections";
import type { View } from "../output/page.ts";

export const connectionView: View<GithubConnection> = {
  empty: "The user has no connection.",
  columns: {
    "CREATED AT": (connection) => connection.createdAt,
    INSTALLATION: (connection) => connection.installationId,
    "TOKEN REF": (connection) => connection.tokenRef,
    LOGIN: (connection) => connection.login,
    SCOPES: (connection) => connection.scopes,
    ID: (connection) => connection.id,
  },
  render: renderGithubConnection,
};
