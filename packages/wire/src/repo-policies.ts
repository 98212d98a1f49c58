import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

/** The schema of a policy of a repository, `RepoPolicy` in openapi.json. */
export const RepoPolicySchema = named("RepoPolicy", {
  id: Uuid,
  user_id: Uuid,
  repository: Type.String({ description: "The owner/name, as it was given last" }),
  allow_merge: Type.Boolean(),
  allow_rerun: Type.Boolean(),
  allow_request_review: Type.Boolean(),
  allow_comment: Nullable(
    Type.Boolean({ description: "Null where an older release did not set it" }),
  ),
  require_confirmation: Type.Boolean({ description: "Whether a person confirms each action" }),
  require_checks_green: Type.Boolean({ description: "Before a pull request is merged" }),
  required_approvals: Type.Integer({
    description: "How many reviews must approve a pull request before it is merged",
  }),
  created_at: Time,
  updated_at: Time,
});
/** What a user lets HandsFree do in one repository. */
export type RepoPolicyJson = Static<typeof RepoPolicySchema>;

/** The schema of a page of policies, `RepoPolicyPage` in openapi.json. */
export const RepoPolicyPageSchema: NamedSchema<PageJson<RepoPolicyJson>> = pageOf(RepoPolicySchema);

/** Renders a policy of a repository. */
export const renderRepoPolicy: Renderer<RepoPolicyJson> = rendererOf(RepoPolicySchema);
