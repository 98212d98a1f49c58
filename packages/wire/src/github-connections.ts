import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

/** The schema of a connection to GitHub, `GithubConnection` in openapi.json. */
export const GithubConnectionSchema = named("GithubConnection", {
  id: Uuid,
  user_id: Uuid,
  installation_id: Nullable(Type.Integer({ description: "The id of the installation on GitHub" })),
  token_ref: Nullable(
    Type.String({ description: "The name of the token in a secret manager, never the token" }),
  ),
  scopes: Nullable(Type.String({ description: "What the token allows, as GitHub writes it" })),
  login: Nullable(
    Type.String({ description: "The user's login on GitHub, to whom notices about it go" }),
  ),
  created_at: Time,
  updated_at: Time,
});
/** A user's connection to GitHub: an installation of a GitHub App, or the place of a token. */
export type GithubConnectionJson = Static<typeof GithubConnectionSchema>;

/** The schema of a page of connections, `GithubConnectionPage` in openapi.json. */
export const GithubConnectionPageSchema: NamedSchema<PageJson<GithubConnectionJson>> =
  pageOf(GithubConnectionSchema);

/** Renders a connection. */
export const renderGithubConnection: Renderer<GithubConnectionJson> =
  rendererOf(GithubConnectionSchema);
