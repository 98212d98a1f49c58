import type { GithubConnectionRow } from "@handsfree/schema";

/** A user's connection to GitHub: an installation of a GitHub App, or the place of a token. */
export interface GithubConnection {
  readonly id: string;
  readonly userId: string;
  /** The id of the installation on GitHub. */
  readonly installationId: number | null;
  /** The name under which a secret manager keeps the token. It is never the token. */
  readonly tokenRef: string | null;
  /** The rights of the token, as GitHub writes them, for example `repo,read:org`. */
  readonly scopes: string | null;
  /** The owner's login on GitHub. Notices about it go to the owner. */
  readonly login: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toConnection(row: GithubConnectionRow): GithubConnection {
  return {
    id: row.id,
    userId: row.user_id,
    installationId: row.installation_id,
    tokenRef: row.token_ref,
    scopes: row.scopes,
    login: row.login,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
