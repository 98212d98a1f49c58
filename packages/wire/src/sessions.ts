import { accessScopeNames, signInMethods } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { renderUser, type UserJson, UserSchema } from "./identity.ts";
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
  user: ref(UserSchema),
  scopes: Type.Array(OneOf(accessScopeNames), { description: "All that the caller has now" }),
  session: Nullable(ref(SessionSchema, "Null for a caller with a key")),
  csrf_token: Nullable(
    Type.String({ description: "For the header x-csrf-token of each change. Null with a key" }),
  ),
});
/** Who a person is to the server. `session` and `csrf_token` are null for a caller with a key. */
export type CallerJson = Static<typeof CallerSchema>;

/** Renders who calls. */
export function renderCaller({
  user,
  scopes,
  session,
  csrfToken,
}: {
  readonly user: RecordOf<UserJson>;
  readonly scopes: CallerJson["scopes"];
  readonly session: RecordOf<SessionJson> | null;
  readonly csrfToken: string | null;
}): CallerJson {
  return {
    user: renderUser(user),
    scopes,
    session: session && renderSession(session),
    csrf_token: csrfToken,
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
