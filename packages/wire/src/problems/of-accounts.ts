import { problemTexts } from "./problem-text.ts";

/** Refusals of changes to users, keys, groups, grants and policies. */
export const problemsOfAccounts = problemTexts({
  already_added: {
    statuses: [409],
    meaning: "The passkey was added before.",
    wayOut: "Use it, or add another one.",
  },
  already_rotated: {
    statuses: [409],
    meaning: "The key has a successor.",
    wayOut: "Rotate the successor.",
  },
  changed_meanwhile: {
    statuses: [409],
    meaning: "Another version of the policies holds meanwhile.",
    wayOut: "Look at the version that `version` names, and send the text again.",
  },
  email_taken: {
    statuses: [409],
    meaning: "Another user has this address.",
    wayOut: "Use another address, or change the other user's first.",
  },
  id_taken: {
    statuses: [409],
    meaning: "Another user has this id.",
    wayOut: "Leave the id out, or use another one.",
  },
  in_use: {
    statuses: [409],
    meaning: "Actions wait for the members of the group.",
    wayOut: "Have the actions decided first.",
  },
  last_admin: {
    statuses: [409],
    meaning: "The user is the last admin.",
    wayOut: "Make another user an admin first.",
  },
  name_taken: {
    statuses: [409],
    meaning: "Another record has this name.",
    wayOut: "Use another name.",
  },
  not_an_admin: {
    statuses: [409],
    meaning: "The key would have the scope admin, and its user is not an admin.",
    wayOut: "Leave the scope out, or give the user the role admin first.",
  },
  not_granted: {
    statuses: [403],
    meaning: "The caller's credentials do not have all of the scopes that the new key would have.",
    wayOut: "Ask for fewer scopes, or have an admin make the key.",
  },
  principal_disabled: {
    statuses: [409],
    meaning: "The user or the service is disabled.",
    wayOut: "Enable it first.",
  },
  principal_not_found: {
    statuses: [409],
    meaning: "There is no such user or service.",
    wayOut: "Check the id.",
  },
  revoked: {
    statuses: [409],
    meaning: "The key is revoked.",
    wayOut: "Create a new key.",
  },
  too_many: {
    statuses: [409],
    meaning: "There are as many of these records as there may be.",
    wayOut: "Remove one that is no longer needed.",
  },
  too_many_grants: {
    statuses: [409],
    meaning: "The caller has as many standing grants as may hold at a time.",
    wayOut: "Revoke one first.",
  },
  too_many_keys: {
    statuses: [409],
    meaning: "The user or the service has as many keys as it may have.",
    wayOut: "Revoke a key that is no longer used.",
  },
  too_many_links: {
    statuses: [409],
    meaning: "The user has as many open sign-in links as they may have.",
    wayOut: "Use one of them, or wait until they expire.",
  },
  too_many_passkeys: {
    statuses: [409],
    meaning: "The person has as many passkeys as they may have.",
    wayOut: "Remove one that is no longer used.",
  },
  user_disabled: {
    statuses: [409],
    meaning: "The caller was disabled meanwhile.",
    wayOut: "Ask an admin.",
  },
  user_not_found: {
    statuses: [404, 409],
    meaning: "There is no user with this id.",
    wayOut: "Check the id.",
  },
});
