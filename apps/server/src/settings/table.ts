import { webhookIntake } from "@handsfree/repositories/webhooks";

/** A setting of the server, which is an environment variable. */
export interface Setting {
  /** The operator chooses the part in angle brackets. */
  readonly name: string;
  readonly group: "server" | "sign-in" | "webhooks" | "executors" | "notifications" | "maintenance";
  readonly type: string;
  /** The value when it is not set; null for none. */
  readonly default: string | null;
  readonly about: string;
}

const intake = webhookIntake();

/** All settings. `--help` and the README are made from this table, and `turbo.json` is checked against it. */
export const settings = [
  {
    name: "HOST",
    group: "server",
    type: "address",
    default: "127.0.0.1",
    about: "another than a loopback one needs BEHIND_TLS_PROXY",
  },
  { name: "PORT", group: "server", type: "number", default: "8080", about: "0 takes a free one" },
  {
    name: "DUCKDB_PATH",
    group: "server",
    type: "path",
    default: "data/handsfree.db",
    about: "the DuckDB file",
  },
  {
    name: "DATABASE_URL",
    group: "server",
    type: "URL",
    default: null,
    about: "postgres://user:password@host:5432/database, in place of a DuckDB file",
  },
  {
    name: "ALLOWED_HOSTS",
    group: "server",
    type: "names, by comma",
    default: null,
    about: "names besides loopback ones that a proxy may send as Host",
  },
  {
    name: "BEHIND_TLS_PROXY",
    group: "server",
    type: "on or off",
    default: "off",
    about: "a proxy terminates TLS in front, and adds X-Forwarded-For",
  },
  {
    name: "ADMIN_KEY_FILE",
    group: "server",
    type: "path",
    default: null,
    about: "where the first start puts the admin's key; beside the DuckDB file by default",
  },
  {
    name: "OPEN_ACTION_LIMIT",
    group: "server",
    type: "number",
    default: "100",
    about: "the most actions of one user that may wait at a time, half of them by one key",
  },
  {
    name: "RATE_LIMIT_PER_KEY",
    group: "server",
    type: "number",
    default: "1000",
    about: "the most requests of one key or session in ten seconds; 0 is no limit",
  },
  {
    name: "RATE_LIMIT_PER_ADDRESS",
    group: "server",
    type: "number",
    default: "1000",
    about: "the same for an address (of IPv6 a /64) without a key that was valid before",
  },
  {
    name: "RATE_LIMIT_DELIVERIES",
    group: "server",
    type: "number",
    default: "10000",
    about: "the most deliveries of webhooks of one address in ten seconds; 0 is no limit",
  },
  {
    name: "DISK_SPACE_MINIMUM",
    group: "server",
    type: "bytes",
    default: "209715200",
    about: "with less room on the volume of the DuckDB file, /health/ready is 503",
  },
  {
    name: "LOG_LEVEL",
    group: "server",
    type: "word",
    default: "info",
    about: "fatal, error, warn, info, debug, trace or silent",
  },
  {
    name: "LOG_FORMAT",
    group: "server",
    type: "word",
    default: "auto",
    about: "pretty, json, or auto: pretty on a terminal and json elsewhere",
  },
  {
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    group: "server",
    type: "URL",
    default: null,
    about:
      "the collector of OpenTelemetry that gets a span of each request, by HTTP; none without it",
  },
  {
    name: "PUBLIC_URL",
    group: "sign-in",
    type: "URL",
    default: null,
    about: "where browsers reach the server; http://localhost:<PORT> unless BEHIND_TLS_PROXY is on",
  },
  {
    name: "OPENID_ISSUER",
    group: "sign-in",
    type: "URL",
    default: null,
    about: "the provider of OpenID Connect; none without it",
  },
  {
    name: "OPENID_CLIENT_ID",
    group: "sign-in",
    type: "text",
    default: null,
    about: "the id that the provider has for this server",
  },
  {
    name: "OPENID_CLIENT_SECRET",
    group: "sign-in",
    type: "secret",
    default: null,
    about: "the secret that goes with it",
  },
  {
    name: "OPENID_CLIENT_SECRET_FILE",
    group: "sign-in",
    type: "path",
    default: null,
    about: "a file with that secret, in place of it",
  },
  {
    name: "OPENID_CREATE_MEMBERS",
    group: "sign-in",
    type: "on or off",
    default: "off",
    about: "whether a person whom the provider names, and who is no user, becomes a member",
  },
  {
    name: "GITHUB_WEBHOOK_SECRET",
    group: "webhooks",
    type: "secret",
    default: null,
    about: "the secret of your GitHub webhook; without one GitHub's deliveries are 503",
  },
  {
    name: "GITHUB_WEBHOOK_SECRETS",
    group: "webhooks",
    type: "secrets, by white space",
    default: null,
    about: "several secrets, while one replaces the other",
  },
  {
    name: "STANDARD_WEBHOOKS_<NAME>",
    group: "webhooks",
    type: "secrets, by white space",
    default: null,
    about:
      "makes the source <name>; each whsec_… (also as v1,whsec_… or its base64 alone) or whpk_…",
  },
  {
    name: "WEBHOOK_BODY_LIMIT",
    group: "webhooks",
    type: "bytes",
    default: String(intake.maximumBody),
    about: "a larger body is 413",
  },
  {
    name: "WEBHOOK_BODY_WINDOW",
    group: "webhooks",
    type: "seconds",
    default: String(intake.bodyWindowSeconds),
    about: "how long the same body is a duplicate, even with another id; 0 is never",
  },
  {
    name: "WEBHOOK_FORGED_BODY_LIMIT",
    group: "webhooks",
    type: "bytes",
    default: String(intake.maximumForgedBody),
    about: "of a larger forged body only the metadata is kept",
  },
  {
    name: "WEBHOOK_FORGED_PER_HOUR",
    group: "webhooks",
    type: "number",
    default: String(intake.forgedPerHour),
    about: "how many forged deliveries of a source are kept; the rest is counted",
  },
  {
    name: "WEBHOOK_HEADERS",
    group: "webhooks",
    type: "names, by comma",
    default: null,
    about: "the headers that are kept, in place of the default ones",
  },
  {
    name: "WEBHOOK_SIGNING_KEY",
    group: "webhooks",
    type: "secret",
    default: null,
    about:
      "of 32 bytes or more; the secrets of webhook endpoints and the keys of notifications are derived from it",
  },
  {
    name: "WEBHOOK_SIGNING_KEY_FILE",
    group: "webhooks",
    type: "path",
    default: null,
    about: "a file with that key; the first start makes one beside the DuckDB file by default",
  },
  {
    name: "WEBHOOK_ALLOWED_ADDRESSES",
    group: "webhooks",
    type: "ranges, by comma",
    default: null,
    about: "private addresses that events and notices may be sent to, also by http, as 10.1.0.0/16",
  },
  {
    name: "GITHUB_APP_ID",
    group: "executors",
    type: "number",
    default: null,
    about:
      "of your GitHub App, whose installations an admin connects; with it the server carries out actions on GitHub",
  },
  {
    name: "GITHUB_APP_PRIVATE_KEY",
    group: "executors",
    type: "secret",
    default: null,
    about: "the private key of the app, in PEM",
  },
  {
    name: "GITHUB_APP_PRIVATE_KEY_FILE",
    group: "executors",
    type: "path",
    default: null,
    about: "a file with that key, in place of it",
  },
  {
    name: "GITHUB_TOKEN_<NAME>",
    group: "executors",
    type: "secret",
    default: null,
    about:
      "a token that a connection to GitHub can name as its token_ref, in place of an installation",
  },
  {
    name: "GITHUB_API_URL",
    group: "executors",
    type: "URL",
    default: "https://api.github.com",
    about: "for GitHub Enterprise Server, as https://github.example.org/api/v3",
  },
  {
    name: "ACTION_WEBHOOKS",
    group: "executors",
    type: "type=URL, by white space",
    default: null,
    about: "the webhook that carries out each of these types of action",
  },
  {
    name: "ACTION_WEBHOOK_SECRET",
    group: "executors",
    type: "secret",
    default: null,
    about: "whsec_ and base64, by which these webhooks are signed",
  },
  {
    name: "ACTION_WEBHOOK_SECRET_FILE",
    group: "executors",
    type: "path",
    default: null,
    about: "a file with that secret, in place of it",
  },
  {
    name: "PUSH_CONTACT",
    group: "notifications",
    type: "URL",
    default: null,
    about: "whom a push service can ask, as mailto:ops@example.org; PUBLIC_URL if it has https",
  },
  {
    name: "NTFY_TOKENS",
    group: "notifications",
    type: "secrets, by white space",
    default: null,
    about: "access tokens of ntfy servers, as https://ntfy.example.org=tk_…; others get none",
  },
  {
    name: "NTFY_TOKENS_FILE",
    group: "notifications",
    type: "path",
    default: null,
    about: "a file with those tokens, in place of them",
  },
  {
    name: "SMTP_URL",
    group: "notifications",
    type: "secret",
    default: null,
    about:
      "the mail server, as smtps://user:password@mail.example.org; without one no mail is sent",
  },
  {
    name: "SMTP_URL_FILE",
    group: "notifications",
    type: "path",
    default: null,
    about: "a file with that address, in place of it",
  },
  {
    name: "MAIL_FROM",
    group: "notifications",
    type: "text",
    default: null,
    about: "the sender of mails, as HandsFree <handsfree@example.org>",
  },
  {
    name: "SLACK_BOT_TOKEN",
    group: "notifications",
    type: "secret",
    default: null,
    about: "of your app of Slack, with the scope chat:write; without one Slack is not used",
  },
  {
    name: "SLACK_BOT_TOKEN_FILE",
    group: "notifications",
    type: "path",
    default: null,
    about: "a file with that token, in place of it",
  },
  {
    name: "SLACK_SIGNING_SECRET",
    group: "notifications",
    type: "secret",
    default: null,
    about: "by which Slack signs what people click",
  },
  {
    name: "SLACK_SIGNING_SECRET_FILE",
    group: "notifications",
    type: "path",
    default: null,
    about: "a file with that secret, in place of it",
  },
  {
    name: "RETENTION",
    group: "maintenance",
    type: "on or off",
    default: "off",
    about: "whether records are removed by age, once a day; an upgrade alone never does",
  },
  {
    name: "RETENTION_KEEP",
    group: "maintenance",
    type: "name=days, by white space",
    default: null,
    about: "other days than the defaults, as webhook_payloads=14 commands=never",
  },
  {
    name: "AUDIT_SIGNING_KEY_FILE",
    group: "maintenance",
    type: "path",
    default: null,
    about: "a private Ed25519 key in PEM that seals are signed with",
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]["name"];
