import { problemTexts } from "./problem-text.ts";

/** Refusals of requests by their form, their size or their pace. */
export const problemsOfRequests = problemTexts({
  aborted: {
    statuses: [400],
    meaning: "The connection ended before the whole body had arrived.",
    wayOut: "Send the request again.",
  },
  bad_request: {
    statuses: [400],
    meaning: "The request is not valid HTTP, or it has no Host header.",
    wayOut: "Send it by a current HTTP client.",
  },
  bad_url: {
    statuses: [400],
    meaning: "The path is malformed, for example by a percent sign without two digits.",
    wayOut: "Encode each segment of the path (RFC 3986).",
  },
  credentials_in_url: {
    statuses: [400],
    meaning: "The URL contains a key, and proxies and browsers keep URLs.",
    wayOut: "Revoke the key, and send the next one in the Authorization header.",
  },
  events_expired: {
    statuses: [410],
    meaning:
      "Retention has removed events after the place in `after`, or the feed has no such place, as in an older copy of the database.",
    wayOut: "Read the records anew, and then follow the feed from `latest`.",
  },
  expectation_failed: {
    statuses: [417],
    meaning: "The Expect header asks for something other than 100-continue.",
    wayOut: "Leave the header out.",
  },
  headers_too_large: {
    statuses: [431],
    meaning: "The path and the headers together are too large.",
    wayOut: "Send shorter headers, or put what is long into the body.",
  },
  invalid_input: {
    statuses: [400],
    meaning: "A member of the body, a parameter or a header is not valid.",
    wayOut: "Correct what `errors` names; `detail` says what a valid form is.",
  },
  invalid_json: {
    statuses: [400],
    meaning: "The body is not JSON in UTF-8.",
    wayOut: "Send JSON (RFC 8259) with the content type application/json.",
  },
  invalid_value: {
    statuses: [400],
    meaning:
      "The database does not take a value of the request, such as a number that is too large.",
    wayOut: "Send a value in the range that the API description gives.",
  },
  method_not_allowed: {
    statuses: [405],
    meaning: "The path exists, and it does not take this method.",
    wayOut: "Use one of the methods that the Allow header names.",
  },
  not_found: {
    statuses: [404],
    meaning: "There is no such path, or the caller has no record with this id.",
    wayOut: "Check the path, the id, and on whose behalf the request is sent.",
  },
  export_too_large: {
    statuses: [422],
    meaning: "The export would have too many records; logs and bytes say how many.",
    wayOut: "Export a shorter time at once, by since and until, or give other filters.",
  },
  payload_too_large: {
    statuses: [413],
    meaning: "The body is larger than the route takes.",
    wayOut: "Send less, or refer to what is large by its address.",
  },
  request_timeout: {
    statuses: [408],
    meaning: "The request did not arrive in time.",
    wayOut: "Send it again, over a faster connection.",
  },
  unsupported_media_type: {
    statuses: [415],
    meaning: "The content type of the body is not one that the route reads.",
    wayOut: "Send application/json.",
  },
  uri_too_long: {
    statuses: [414],
    meaning: "A segment of the path is too long.",
    wayOut: "Check the id in the path.",
  },
});
