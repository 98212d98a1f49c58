import { accessScopeNames, serviceKinds, userRoles } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { expandedOf, Names } from "./record-summaries.ts";

/** The schema of a user, `User` in openapi.json. */
export const UserSchema = named("User", {
  id: Uuid,
  email: Nullable(Type.String({ description: "In lower case" })),
  display_name: Nullable(Type.String()),
  role: OneOf(userRoles),
  disabled_at: Nullable(Time),
  created_at: Time,
});
/** A person who can be given keys. `disabled_at` is null while they can use HandsFree. */
export type UserJson = Static<typeof UserSchema>;

/** The schema of a page of users, `UserPage` in openapi.json. */
export const UserPageSchema: NamedSchema<PageJson<UserJson>> = pageOf(UserSchema);

/** Renders a user. */
export const renderUser: Renderer<UserJson> = rendererOf(UserSchema);

/** The schema of a service, `Service` in openapi.json. */
export const ServiceSchema = named("Service", {
  id: Uuid,
  name: Type.String(),
  kind: OneOf(serviceKinds),
  created_at: Time,
  created_by: Nullable(Uuid),
  disabled_at: Nullable(Time),
});
/** A program that can be given keys. `disabled_at` is null while it can use HandsFree. */
export type ServiceJson = Static<typeof ServiceSchema>;

/** The schema of a page of services, `ServicePage` in openapi.json. */
export const ServicePageSchema: NamedSchema<PageJson<ServiceJson>> = pageOf(ServiceSchema);

/** Renders a service. */
export const renderService: Renderer<ServiceJson> = rendererOf(ServiceSchema);

/** The schema of a key, `AccessKey` in openapi.json. */
export const AccessKeySchema = named("AccessKey", {
  id: Uuid,
  name: Type.String(),
  last_characters: Type.String({ description: "The end of the key, by which one recognizes it" }),
  user_id: Nullable(Uuid),
  service_id: Nullable(Uuid),
  scopes: Type.Array(OneOf(accessScopeNames), { description: "The scopes that were granted" }),
  acts_for: Type.Array(Uuid, { description: "The users that the service may act for" }),
  state: OneOf(["valid", "expired", "revoked"]),
  created_at: Time,
  created_by: Nullable(Uuid),
  expires_at: Nullable(Time),
  last_used_at: Nullable(Time),
  revoked_at: Nullable(Time),
  revoked_by: Nullable(Uuid),
  rotated_to: Nullable(Uuid),
});
/** A key of a user or of a service, without its text. Exactly one of `user_id` and `service_id` is not null. */
export type AccessKeyJson = Static<typeof AccessKeySchema>;

/** The schema of a page of keys, `AccessKeyPage` in openapi.json. */
export const AccessKeyPageSchema: NamedSchema<PageJson<AccessKeyJson>> = pageOf(AccessKeySchema);

/** Renders a key. It holds neither the text nor its hash. */
export const renderAccessKey: Renderer<AccessKeyJson> = rendererOf(AccessKeySchema);

/** The schema of a new key with its text, `GivenAccessKey` in openapi.json. */
export const GivenAccessKeySchema = named("GivenAccessKey", {
  text: Type.String({ description: "The key itself. It is shown here and never again" }),
  key: ref(AccessKeySchema),
  previous: Nullable(ref(AccessKeySchema, "The key that it replaces, and when that ends")),
});
/** A new key with its text. `previous` is null unless the key replaces another one. */
export type GivenAccessKeyJson = Static<typeof GivenAccessKeySchema>;

/** Renders a new key with its text. */
export function renderGivenAccessKey({
  text,
  key,
  previous,
}: {
  readonly text: string;
  readonly key: RecordOf<AccessKeyJson>;
  readonly previous?: RecordOf<AccessKeyJson>;
}): GivenAccessKeyJson {
  return {
    text,
    key: renderAccessKey(key),
    previous: previous === undefined ? null : renderAccessKey(previous),
  };
}

/** The schema of a key with what `expand` adds, `ExpandedAccessKey` in openapi.json. */
export const ExpandedAccessKeySchema = expandedOf(AccessKeySchema, { names: Names });
/** A key, with what `expand` adds. */
export type ExpandedAccessKeyJson = Static<typeof ExpandedAccessKeySchema>;

/** The schema of a page of them, `ExpandedAccessKeyPage` in openapi.json. */
export const ExpandedAccessKeyPageSchema: NamedSchema<PageJson<ExpandedAccessKeyJson>> =
  pageOf(ExpandedAccessKeySchema);
