import type { SecretPattern } from "../pattern.ts";

/** Tokens of services that agents call. */
export const servicePatterns: readonly SecretPattern[] = [
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
