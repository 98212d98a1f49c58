import type { SecretPattern } from "../pattern.ts";

/** Keys and tokens of the big clouds. */
export const cloudPatterns: readonly SecretPattern[] = [
  // AWS access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { form: /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g },
  // AWS secret access keys have no form of their own, so they are recognized by the name before them:
  // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
  {
    form: /(?<before>secret[_-]?(?:access[_-]?)?key["'\\]{0,4}(?:\s{0,4}[:=>]\s{0,4}|\s{1,4})["'\\]{0,4})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  },
  {
    form: /(?<before>(?:session|security)[_-]?token["'\\]{0,4}(?:\s{0,4}[:=>]\s{0,4}|\s{1,4})["'\\]{0,4})[A-Za-z0-9/+=%]{16,}/gi,
  },
  // AWS session tokens, which have begun like this wherever AWS shows one:
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
  {
    form: /(?<![A-Za-z0-9/+])(?:AQoDYXdz|AQoEXAMPLE|FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{40,}/g,
  },
  // Signatures of presigned URLs: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  // and https://docs.cloud.google.com/storage/docs/authentication/signatures
  { form: /(?<before>X-(?:Amz|Goog)-Signature=)[0-9a-f]{32,}/gi },
  // Google API keys, OAuth access tokens, refresh tokens and client secrets:
  // https://docs.cloud.google.com/docs/authentication/api-keys and
  // https://developers.google.com/identity/protocols/oauth2
  { form: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { form: /(?<![\w-])ya29\.[\w.-]{20,}/g },
  { form: /(?<![\w/])1\/\/0[\w-]{30,}/g },
  { form: /(?<![\w-])GOCSPX-[\w-]{28}/g },
  // Azure shared access signatures: https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
  { form: /(?<before>(?<![A-Za-z0-9])sig=)[\w%+/=-]{40,}/gi },
  // Keys in Azure connection strings: https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string
  { form: /(?<before>(?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{20,}={0,2}/gi },
  // Client secrets of Entra ID, recognized by their fourth to sixth characters:
  // https://learn.microsoft.com/en-us/purview/sit-defn-client-secret-api-key
  { form: /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g },
];
