import { decisionSurfaces } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

/** The schema of a version of an action's payload, `ActionVersion` in openapi.json. */
export const ActionVersionSchema = named("ActionVersion", {
  version: Type.Integer({ description: "From 1; the highest is the action's payload" }),
  action_payload: Type.Unknown(),
  payload_digest: Type.String({ description: "That the action had with this version" }),
  edited_by: Nullable(Uuid),
  surface: Nullable(OneOf(decisionSurfaces)),
  created_at: Time,
});
/** A version of an action's payload. The proposer's version has no `edited_by` and no `surface`. */
export type ActionVersionJson = Static<typeof ActionVersionSchema>;

/** The schema of a page of versions, `ActionVersionPage` in openapi.json. */
export const ActionVersionPageSchema: NamedSchema<PageJson<ActionVersionJson>> =
  pageOf(ActionVersionSchema);

/** Renders a version, with its payload as it was stored. */
export const renderActionVersion: ExactRenderer<ActionVersionJson> = rendererOf(
  ActionVersionSchema,
) as ExactRenderer<ActionVersionJson>;
