export { addPasskey, type AddedPasskey, type NewPasskey } from "../sessions/add-passkey.ts";
export { type PasskeyToRemove, removePasskey } from "../sessions/add-passkey.ts";
export {
  authenticateSession,
  type GivenSession,
  type SessionAuthentication,
} from "../sessions/authenticate-session.ts";
export {
  type AnsweredChallenge,
  createChallenge,
  type CreatedChallenge,
  type NewChallenge,
  removeExpiredChallenges,
  takeChallenge,
} from "../sessions/challenges.ts";
export {
  type EndedSession,
  endSession,
  endSessionsOf,
  type SessionsToEnd,
  type SessionToEnd,
} from "../sessions/end-session.ts";
export { findSession, listSessions, type SessionFilter } from "../sessions/find-sessions.ts";
export { sessionLimits } from "../sessions/limits.ts";
export {
  beginOpenIdSignIn,
  type OpenIdRequest,
  takeOpenIdRequest,
} from "../sessions/openid-request.ts";
export {
  findPasskey,
  listPasskeys,
  type Passkey,
  type VerifiablePasskey,
} from "../sessions/passkey.ts";
export type { Session } from "../sessions/session.ts";
export { type FollowedLink, type LinkSignIn, signInByLink } from "../sessions/sign-in-by-link.ts";
export {
  type OpenIdPerson,
  type OpenIdSignIn,
  signInByOpenId,
} from "../sessions/sign-in-by-openid.ts";
export {
  type PasskeySignIn,
  signInByPasskey,
  type VerifiedPasskey,
} from "../sessions/sign-in-by-passkey.ts";
export {
  type CreatedSignInLink,
  createSignInLink,
  type NewSignInLink,
  previewSignInLink,
  type SignInLinkPreview,
  signInUrl,
} from "../sessions/sign-in-link.ts";
export type { Browser, StartedSession } from "../sessions/start-session.ts";
