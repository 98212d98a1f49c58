import { problemTexts } from "./problem-text.ts";

/** Refusals of callers: who they are, what they may do, and how much of it. */
export const problemsOfCallers = problemTexts({
  cross_origin: {
    statuses: [403],
    meaning: "A browser sent the request for a page of another origin.",
    wayOut: "Call the API from its own origin, or from a program.",
  },
  csrf_token_missing: {
    statuses: [403],
    meaning: "A change by a session came without the header x-csrf-token.",
    wayOut: "Send the token that GET /v1/me answers.",
  },
  csrf_token_wrong: {
    statuses: [403],
    meaning: "The header x-csrf-token does not belong to the session.",
    wayOut: "Send the token that GET /v1/me answers for this session.",
  },
  host_not_allowed: {
    statuses: [403],
    meaning: "The Host header is not a name of this server.",
    wayOut: "Call it as localhost, or name the host in the setting ALLOWED_HOSTS.",
  },
  insufficient_scope: {
    statuses: [403],
    meaning: "The caller's key or role has none of the scopes that the route needs.",
    wayOut: "Use a key with one of the scopes that `scopes` names.",
  },
  invalid_credentials: {
    statuses: [401],
    meaning: "The key or the session is not valid, or no longer.",
    wayOut: "Sign in again, or ask an admin for a key.",
  },
  not_permitted: {
    statuses: [403],
    meaning: "The caller may not act for the user whom On-Behalf-Of names.",
    wayOut: "Leave the header out, or use a key that acts for this user.",
  },
  people_only: {
    statuses: [403],
    meaning: "Only a person may call the route, and the caller is a service.",
    wayOut: "Let a person call it.",
  },
  provider_unavailable: {
    statuses: [503],
    meaning: "The provider of OpenID Connect does not answer.",
    wayOut: "Try again later, or sign in by a link or a passkey.",
  },
  session_required: {
    statuses: [403],
    meaning: "The route needs a session, or a key with the scope admin.",
    wayOut: "Sign in, or use such a key.",
  },
  sign_in_refused: {
    statuses: [401],
    meaning: "The sign-in was not accepted. The answer is the same for every reason.",
    wayOut: "Ask for a new link. The log of the server has the reason.",
  },
  too_many_attempts: {
    statuses: [429],
    meaning: "Too many attempts of this address have failed.",
    wayOut: "Wait for as many seconds as Retry-After says.",
  },
  too_many_requests: {
    statuses: [429],
    meaning: "The caller has as many requests or bytes under way as one caller may have.",
    wayOut: "Wait for the answers that are under way, then send the request again.",
  },
  rate_limited: {
    statuses: [429],
    meaning: "The key, or the address, has sent as many requests as it may in this time.",
    wayOut: "Wait for as many seconds as Retry-After says. RateLimit headers say what is left.",
  },
  too_many_exports: {
    statuses: [429],
    meaning: "The caller has as many exports open as one caller may have.",
    wayOut: "Read the open export to its end, or close it.",
  },
  too_many_waits: {
    statuses: [429],
    meaning: "The caller waits for as many decisions as one caller may wait for.",
    wayOut: "End some of the waits, or follow the stream of events in their place.",
  },
  too_many_streams: {
    statuses: [429],
    meaning: "The caller has as many streams open as one caller may have.",
    wayOut: "Close the streams that are not read any more.",
  },
  unauthenticated: {
    statuses: [401],
    meaning: "The route needs a caller, and the request names none.",
    wayOut: "Send Authorization: Bearer and a key.",
  },
});
