import { type AccessScope, accessScopeNames, signInMethods } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import {
  renderService,
  renderUser,
  type ServiceJson,
  ServiceSchema,
  type UserJson,
  UserSchema,
} from "./identity.ts";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

/** The schema of a session, `Session` in openapi.json. */
export const SessionSchema = named("Session", {
  id: Uuid,
  user_id: Uuid,
  signed_in_by: OneOf(signInMethods),
  user_agent: Nullable(Type.String({ description: "What the browser says that it is" })),
  state: OneOf(["valid", "expired", "ended"]),
  created_at: Time,
  last_used_at: Time,
  expires_at: Time,
  ended_at: Nullable(Time),
});
/** A signed-in browser of a person, without its text. */
export type SessionJson = Static<typeof SessionSchema>;

/** The schema of a page of sessions, `SessionPage` in openapi.json. */
export const SessionPageSchema: NamedSchema<PageJson<SessionJson>> = pageOf(SessionSchema);

/** Renders a session. It holds neither the text nor its hash. */
export const renderSession: Renderer<SessionJson> = rendererOf(SessionSchema);

/** The schema of who calls, `Caller` in openapi.json. */
export const CallerSchema = named("Caller", {
  user: Nullable(ref(UserSchema)),
  service: Nullable(ref(ServiceSchema)),
  scopes: Type.Array(OneOf(accessScopeNames), {
    description: "All that the caller has now, with those that admin implies",
  }),
  acts_for: Type.Array(Uuid, { description: "The users that the service may act for" }),
  session: Nullable(ref(SessionSchema, "Null for a caller with a key")),
  csrf_token: Nullable(
    Type.String({ description: "For the header x-csrf-token of each change. Null with a key" }),
  ),
});
/** Who a caller is to the server. Exactly one of `user` and `service` is not null. */
export type CallerJson = Static<typeof CallerSchema>;

/** The domain object of `renderCaller`. */
export interface CallerRecord {
  readonly principal:
    | { readonly kind: "user"; readonly user: RecordOf<UserJson> }
    | { readonly kind: "service"; readonly service: RecordOf<ServiceJson> };
  readonly scopes: readonly AccessScope[];
  readonly actsFor: readonly string[];
  /** Undefined for a caller with a key. */
  readonly signedIn?:
    | { readonly session: RecordOf<SessionJson>; readonly csrfToken: string }
    | undefined;
}

/** Renders who calls. */
export function renderCaller({ principal, scopes, actsFor, signedIn }: CallerRecord): CallerJson {
  return {
    user: principal.kind === "user" ? renderUser(principal.user) : null,
    service: principal.kind === "service" ? renderService(principal.service) : null,
    scopes: [...scopes],
    acts_for: [...actsFor],
    session: signedIn === undefined ? null : renderSession(signedIn.session),
    csrf_token: signedIn?.csrfToken ?? null,
  };
}

/** The schema of a new sign-in link, `SignInLink` in openapi.json. */
export const SignInLinkSchema = named("SignInLink", {
  id: Uuid,
  url: Type.String({
    description:
      "Opens the page by which the person signs in, once. It is shown here and never again",
  }),
  user: ref(UserSchema),
  expires_at: Time,
});
/** A link by which a person signs in once. */
export type SignInLinkJson = Static<typeof SignInLinkSchema>;

/** The schema of what a sign-in link would do, `SignInLinkPreview` in openapi.json. */
export const SignInLinkPreviewSchema = named("SignInLinkPreview", {
  name: Type.String({ description: "The name, the address or the id of who would sign in" }),
  expires_at: Time,
});
/** Who would sign in by a link. */
export type SignInLinkPreviewJson = Static<typeof SignInLinkPreviewSchema>;

/** The schema of how many sessions ended, `EndedSessions` in openapi.json. */
export const EndedSessionsSchema = named("EndedSessions", { ended: Type.Integer() });

/** The schema of a passkey, `Passkey` in openapi.json. */
export const PasskeySchema = named("Passkey", {
  id: Uuid,
  user_id: Uuid,
  name: Type.String(),
  transports: Type.Array(Type.String()),
  created_at: Time,
  last_used_at: Nullable(Time),
});
/** A passkey of a person, without its public key. */
export type PasskeyJson = Static<typeof PasskeySchema>;

/** Renders a passkey. */
export const renderPasskey: Renderer<PasskeyJson> = rendererOf(PasskeySchema);

/** The schema of a person's passkeys, `PasskeyList` in openapi.json. */
export const PasskeyListSchema = named("PasskeyList", { items: Type.Array(ref(PasskeySchema)) });

/** The schema of the options of a WebAuthn call, `PasskeyOptions` in openapi.json. */
export const PasskeyOptionsSchema = named(
  "PasskeyOptions",
  { challenge: Type.String() },
  {
    additionalProperties: true,
    description: "For parseCreationOptionsFromJSON or parseRequestOptionsFromJSON",
  },
);
