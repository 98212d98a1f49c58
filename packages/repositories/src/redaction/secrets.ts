/** What stands where a secret was. */
export const redacted = "[redacted]";

/**
 * The forms of secrets that can be told by their looks. Each says where it comes from; what is matched is
 * replaced whole, but for the groups named `before`, which stay.
 */
export const secretPatterns: readonly RegExp[] = [
  // GitHub: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
  /\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,255}\b/g,
  // AWS access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  // Google API keys and OAuth access tokens
  /\bAIza[\w-]{35}/g,
  /\bya29\.[\w-]{20,}/g,
  // Private keys in PEM (RFC 7468)
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Bearer and basic credentials (RFC 6750, RFC 7617)
  /(?<before>\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi,
];
