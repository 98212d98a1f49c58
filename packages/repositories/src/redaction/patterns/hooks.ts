import type { SecretPattern } from "../pattern.ts";

/** Webhook URLs whose path is the secret: anyone who knows the URL can post to it. */
export const hookPatterns: readonly SecretPattern[] = [
  // Telegram: https://core.telegram.org/bots/api#making-requests
  { form: /(?<before>api\.telegram\.org\/(?:file\/)?bot)[^\s/"'\\?#<>]{3,200}/gi },
  // Discord: https://docs.discord.com/developers/resources/webhook
  {
    form: /(?<before>discord(?:app)?\.com\/api\/(?:v\d{1,3}\/)?webhooks\/\d{1,30}\/)[^\s/"'\\?#<>]{3,200}/gi,
  },
  // Teams, and Power Automate, its successor:
  // https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
  { form: /(?<before>outlook\.office(?:365)?\.com\/webhook\/)[^\s"'\\?#<>]{3,400}/gi },
  { form: /(?<before>\.webhook\.office\.com\/webhookb?2?\/)[^\s"'\\?#<>]{3,400}/gi },
  // Mattermost, Rocket.Chat, Zulip and others
  { form: /(?<before>\/hooks\/)(?:[\w-]{17,24}\/)?[A-Za-z\d]{24,64}(?![\w-])/g },
  { form: /(?<before>hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/+]{20,}/gi },
  { form: /(?<before>hooks\.zapier\.com\/hooks\/(?:catch|standard)\/)[\w/-]{5,200}/gi },
  { form: /(?<before>hook(?:\.[a-z\d]{1,10})?\.(?:make|integromat)\.com\/)[\w-]{16,100}/gi },
  {
    form: /(?<before>maker\.ifttt\.com\/(?:trigger|use)\/(?:[^\s/"'\\]{1,100}\/(?:json\/)?with\/key\/)?)[\w-]{16,100}/gi,
  },
  { form: /(?<before>webexapis\.com\/v1\/webhooks\/incoming\/)[\w-]{16,200}/gi },
  {
    form: /(?<before>open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/)[\w-]{16,100}/gi,
  },
  { form: /(?<before>qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=)[\w-]{16,100}/gi },
  { form: /(?<before>hc-ping\.com\/)[\w-]{16,100}/gi },
];
