import type { SecretPattern } from "../pattern.ts";

/** Tokens of where code lives and is published. */
export const codeHostPatterns: readonly SecretPattern[] = [
  // GitHub. An installation's token may hold a JWT, whose parts go with it:
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
  { form: /(?<!\w)gh[pousr]_\w{20,}(?:\.[\w-]{8,}){0,2}/g },
  { form: /(?<!\w)github_pat_\w{20,}/g },
  // GitLab: https://docs.gitlab.com/security/tokens/#token-prefixes
  { form: /(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\w.-]{20,}/g },
  // npm: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  { form: /(?<!\w)npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  // PyPI, which begins a macaroon of its own: https://pypi.org/help/#apitoken
  { form: /(?<![\w-])pypi-AgE[\w-]{50,}/g },
];
