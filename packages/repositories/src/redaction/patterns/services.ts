import type { SecretPattern } from "../pattern.ts";

/** Tokens of services, beginning with those that host and publish code. */
export const servicePatterns: readonly SecretPattern[] = [
  // Keys of HandsFree, also if they are cut, mistyped, or part of another word
  { form: /hf_(?:user|service|session|csrf|link|openid)_[0-9A-Za-z]{16,}/g },
  // GitHub. An installation token may contain a JWT, whose parts are matched with it:
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
  { form: /(?<!\w)gh[pousr]_\w{20,}(?:\.[\w-]{8,}){0,2}/g },
  { form: /(?<!\w)github_pat_\w{20,}/g },
  // GitLab: https://docs.gitlab.com/security/tokens/#token-prefixes
  { form: /(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\w.-]{20,}/g },
  // npm: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  { form: /(?<!\w)npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  // PyPI, which begins a macaroon of its own: https://pypi.org/help/#apitoken
  { form: /(?<![\w-])pypi-AgE[\w-]{50,}/g },
  // Slack: https://docs.slack.dev/authentication/tokens
  { form: /(?<![A-Za-z0-9-])xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}/g },
  { form: /(?<![A-Za-z0-9-])xapp-\d-[A-Za-z0-9-]{10,}/g },
  // Stripe's secret and restricted keys: https://docs.stripe.com/keys
  { form: /(?<!\w)[sr]k_(?:live|test|prod)_\w{10,}/g },
  // Webhook secrets of Stripe and of Standard Webhooks:
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  { form: /(?<!\w)wh(?:sec|sk)_[A-Za-z0-9+/=]{16,}/g },
  // OpenAI and Anthropic: https://platform.openai.com/docs/api-reference/authentication and
  // https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key
  { form: /(?<![\w-])sk-(?:proj|svcacct|admin|ant-[a-z]{2,10}\d{2})-[\w-]{20,}/g },
  { form: /(?<![\w-])sk-[A-Za-z0-9]{32,}/g },
];
