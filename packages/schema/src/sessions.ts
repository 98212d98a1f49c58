import type { Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { SignInMethod } from "./vocabulary.ts";

/** A signed-in browser of a person. */
export interface SessionTable {
  id: string;
  /** SHA-256 of its text, in lower-case hexadecimal. The text itself is stored nowhere. */
  session_sha256: string;
  user_id: string;
  signed_in_by: SignInMethod;
  /** What the browser said that it is, shortened; null if it said nothing. */
  user_agent: string | null;
  created_at: CreatedAt;
  /** To the minute. */
  last_used_at: Date;
  /** The first instant at which it is not valid, however often it is used. */
  expires_at: Date;
  ended_at: Date | null;
}

/** A session as it is read. */
export type SessionRow = Selectable<SessionTable>;

/** A link by which a person signs in once. */
export interface SignInLinkTable {
  id: string;
  /** SHA-256 of its code, in lower-case hexadecimal. */
  link_sha256: string;
  user_id: string;
  created_at: CreatedAt;
  expires_at: Date;
  used_at: Date | null;
  /** When it was first tried again after its use. */
  replayed_at: Date | null;
}

/** A link as it is read. */
export type SignInLinkRow = Selectable<SignInLinkTable>;

/** A value that is answered once. The row is deleted by the answer. */
export interface SignInChallengeTable {
  /** SHA-256 of the value, in lower-case hexadecimal. */
  challenge_sha256: string;
  /** What the answer is for. */
  purpose: "passkey_registration" | "passkey_sign_in" | "openid";
  /** The user who adds a passkey; null if the answer tells who signs in. */
  user_id: string | null;
  created_at: CreatedAt;
  expires_at: Date;
}

/** A public key of a person's authenticator (WebAuthn). */
export interface PasskeyTable {
  id: string;
  /** The authenticator's own id of it, in base64url. */
  webauthn_id: string;
  user_id: string;
  name: string;
  /** In COSE, as base64url. */
  public_key: string;
  /** The authenticator's count of signatures; 0 if it does not count. */
  signatures: number;
  /** How a browser reaches the authenticator, as a JSON array; null if that is not known. */
  transports: JsonText | null;
  created_at: CreatedAt;
  last_used_at: Date | null;
}

/** A passkey as it is read. */
export type PasskeyRow = Selectable<PasskeyTable>;

/** Who a person is at a provider of OpenID Connect. */
export interface OpenIdIdentityTable {
  id: string;
  /** SHA-256 of the issuer and the subject. */
  identity_sha256: string;
  issuer: string;
  subject: string;
  user_id: string;
  created_at: CreatedAt;
}

/** An identity as it is read. */
export type OpenIdIdentityRow = Selectable<OpenIdIdentityTable>;
