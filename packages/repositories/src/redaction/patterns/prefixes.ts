import type { SecretPattern } from "../pattern.ts";
import { isMixed } from "../random-text.ts";

/**
 * Tokens that are recognized by their prefix. Prefixes, lengths and alphabets come from gitleaks
 * (https://github.com/gitleaks/gitleaks), secretlint (https://github.com/secretlint/secretlint) and the vendors' pages.
 */
export const prefixPatterns: readonly SecretPattern[] = [
  // Hugging Face
  { form: /(?<![\w-])hf_[\w-]{30,}/g, accept: isMixed },
  { form: /(?<![\w-])api_org_[A-Za-z\d]{30,}/g },
  // Letters, digits, underscores and hyphens after a unique prefix
  {
    form: /(?<![\w-])(?:dckr_(?:pat|oat)_|ATATT3|ATCTT3|ATBB|glsa_|glffct-|GR1348941|gl(?:wt|sa)-|do[oprt]_v1_|duffel_(?:test|live)_|fio-u-|fo1_|HRKU-|ico-|lin_(?:api|oauth)_|ntn_|secret_(?=[A-Za-z\d]{43}(?!\w))|NR(?:AK|II|JS|RA)-|pscale_(?:tkn|oauth|pw)_|PMAK-|pnu_|pplx-|pul-|rdme_|rubygems_|tk-us-|xkeysib-|xsmtpsib-|sntry[su]_|sm_(?:aat|pat|sat)_|shippo_(?:live|test)_|shp(?:at|ca|pa|ss|ua|tka)_|sgp_|sgd_|sq0(?:atp|csp)-|tfp_|AQVN|tskey-[a-z]{1,20}-|gsk_|figd_|figo_|r8_|xai-|sk-or-v1-|nvapi-|vercel_[a-z]{1,10}_|vc[pkiarc]_|squ_|sqp_|sqa_|aio_|dapi(?=[a-f\d]{32})|dnkey-|access-(?:sandbox|development|production)-|FLWSECK(?:_TEST)?-|CLOJARS_|clojars_|EAAA|EAA[CM]|p8e-|LTAI|AKCp|cmVmd|ABSK|bedrock-api-key-|ops_eyJ)[\w+/=-]{16,}/g,
    accept: isMixed,
  },
  // Parts joined by full stops
  {
    form: /(?<![\w.-])(?:hv[sbr]\.|SG\.|sl\.|dp\.(?:pt|st|ct|sa|scim|audit)\.|dt0c01\.|dt0s\d\d\.|t1\.|glpat-|glrt-|gl[a-z]{2,8}-)[\w.=-]{20,}/g,
    accept: isMixed,
  },
  { form: /(?<![\w.-])s\.[A-Za-z\d]{24}(?![\w.-])/g, accept: isMixed },
  { form: /(?<![\w.-])(?:pat|sat)\.[\w-]{22}\.[A-Za-z\d]{24}\.[A-Za-z\d]{20}(?!\w)/g },
  { form: /(?<!\w)pat[A-Za-z\d]{14}\.[a-f\d]{64}(?!\w)/g },
  { hint: /\.atlasv1\./, form: /(?<![\w.-])[A-Za-z\d]{14}\.atlasv1\.[\w=-]{60,70}(?![\w-])/g },
  { form: /(?<![\w.-])v1\.0-[a-f\d]{24}-[a-f\d]{146}(?!\w)/g },
  // Letters and digits of a fixed length
  { form: /(?<![A-Za-z\d])EZ[AT]K[A-Za-z\d]{54}(?![A-Za-z\d])/g },
  { form: /(?<![A-Za-z\d])SK[a-f\d]{32}(?![A-Za-z\d])/g },
  { form: /(?<![A-Za-z\d])4b1d[A-Za-z\d]{38}(?![A-Za-z\d])/g },
  { form: /(?<![\w-])API-[A-Z\d]{26}(?![\w-])/g },
  { form: /(?<![\w-])key-[a-f\d]{32}(?![\w-])/g },
  { hint: /-us\d/, form: /(?<![\w-])[a-f\d]{32}-us\d{1,2}(?![\w-])/g },
  { hint: /_mmk/, form: /(?<!\w)[A-Za-z\d]{6}_[A-Za-z\d]{29}_mmk(?!\w)/g },
  { form: /(?<!\w)sha256~[\w-]{43}(?![\w-])/g },
  { form: /(?<!\w)AGE-SECRET-KEY-1[A-Z\d]{58}(?!\w)/g },
  {
    form: /(?<![\w-])A3-[A-Z\d]{6}-(?:[A-Z\d]{11}|[A-Z\d]{6}-[A-Z\d]{5})(?:-[A-Z\d]{5}){3}(?![\w-])/g,
  },
  { form: /(?<![\w-])(?:live|test)_[a-f\d]{35}(?!\w)/g },
  { form: /(?<![\w-])s-s4t2(?:ud|af)-[a-f\d]{64}(?!\w)/g },
  { form: /(?<!\w)A{20,22}[A-Za-z\d%]{80,100}(?![A-Za-z\d%])/g, accept: isMixed },
  { form: /(?<![A-Za-z\d+/_-])(?:glc_|fm1[ar]_|fm2_)[A-Za-z\d+/]{32,}={0,3}/g },
  // Telegram's bots: https://core.telegram.org/bots/api#authorizing-your-bot
  { form: /(?<before>(?<![A-Za-z\d])(?:bot)?\d{5,16}:)A[\w-]{32,36}(?![\w-])/g },
  // Facebook's app tokens
  { form: /(?<before>(?<!\d)\d{15,16}(?:\||%7C))[\w-]{27,40}(?![\w-])/gi, accept: isMixed },
];
