import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { expandedOf, Names } from "./record-summaries.ts";

/** The schema of a standing grant, `StandingGrant` in openapi.json. */
export const StandingGrantSchema = named("StandingGrant", {
  id: Uuid,
  user_id: Uuid,
  match: Type.Unknown({
    description:
      "The actions that it is about, as the match of a policy: all of its parts must hold",
  }),
  reason: Nullable(Type.String()),
  maximum_uses: Type.Integer(),
  uses: Type.Integer({ description: "How many actions it has approved" }),
  state: OneOf(["holding", "used_up", "expired", "revoked"]),
  expires_at: Time,
  created_at: Time,
  created_by: Nullable(Uuid),
  revoked_at: Nullable(Time),
  revoked_by: Nullable(Uuid),
});
/** A person's approval of actions that will be proposed. `user_id` is that person. */
export type StandingGrantJson = Static<typeof StandingGrantSchema>;

/** Renders a standing grant, with the digits of its match. */
export const renderStandingGrant: ExactRenderer<StandingGrantJson> =
  rendererOf(StandingGrantSchema);

/** The schema of a standing grant with what `expand` adds, `ExpandedStandingGrant` in openapi.json. */
export const ExpandedStandingGrantSchema = expandedOf(StandingGrantSchema, { names: Names });
/** A standing grant, with what `expand` adds. */
export type ExpandedStandingGrantJson = Static<typeof ExpandedStandingGrantSchema>;

/** The schema of a page of them, `ExpandedStandingGrantPage` in openapi.json. */
export const ExpandedStandingGrantPageSchema: NamedSchema<PageJson<ExpandedStandingGrantJson>> =
  pageOf(ExpandedStandingGrantSchema);
