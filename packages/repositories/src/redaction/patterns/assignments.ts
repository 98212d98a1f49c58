import type { SecretPattern } from "../pattern.ts";
import { isIdentifier } from "../random-text.ts";

/** Names of passwords with any prefix: `DB_PASSWORD`, `userPassword`. */
const passwords = String.raw`(?:pass(?:word|wd|phrase|code|wort)|kennwort|contrase[ñn]a|mot_de_passe|pwd)`;
/** Names of other secrets. */
const others = String.raw`(?:(?:api|access|secret|private|signing|encryption|account|shared|auth|master|admin|deploy|license|subscription|webhook|storage|service|functions?)[_-]?key|(?:client|app|shared|webhook|signing|api|session|jwt|oauth|consumer|token)?[_-]?secret|(?<!(?:page|continuation|cancellation|sync|next|css|design)[_-]?)token|credential|jwt|apikey|dsn)`;
const names = `(?:${passwords}|${others})`;

/** The first character of a value. Variables, templates and asterisks begin with others. */
const first = String.raw`[^\s"'\\&,;<>(){}[\]$%*\x60=:]`;
const rest = String.raw`[^\s"'\\&,;<>\x60]`;
/** The end of a value that ends its line, its string or its list. */
const end = String.raw`(?=[.!]?(?:\s*(?:$|[\r\n"'\x60,;)}\]&|<]|\\[nr"'])))`;
const quote = String.raw`["'\\\x60]{1,4}`;

/** A quick test for a name with an assignment. */
const hint =
  /(?:pass(?:word|wd|phrase|code|wort)|kennwort|contrase.a|mot_de_passe|pwd|secret|token|key|credential|jwt|dsn)["'\\`]{0,4}\s{0,4}(?:[:=]|is\b)/i;

/** Secrets that are recognized by the name before them: in code, settings, logs, links, headers and command lines. */
export const assignmentPatterns: readonly SecretPattern[] = [
  // password=…, DB_PASSWORD=…, access_key=…, without a space
  { hint, form: make(`${names}=["'\\\\]{0,4}`, `${first}${rest}{2,}`), accept: isValue },
  // A member of JSON, or a literal in code: "password": "…", password = '…', 'token' => "…", also with spaces in it
  {
    hint,
    isLoose: true,
    form: make(
      String.raw`${names}["'\\\x60]{0,4}\s{0,4}(?:=>|:=|[:=])\s{0,4}${quote}`,
      String.raw`${first}[^"'\\\x60\r\n<>]{0,300}(?=["'\\\x60])`,
    ),
    accept: isLiteral,
  },
  // password: …, except in a sentence
  {
    hint,
    isLoose: true,
    form: make(
      String.raw`${names}(?:["'\x60]|\s{1,4}is)?\s{0,4}(?:=>|:=|[:=])\s{1,4}`,
      `${first}${rest}{0,500}${end}`,
    ),
    accept: isValue,
  },
  {
    hint,
    isLoose: true,
    form: make(
      String.raw`${names}["'\x60]?\s{0,4}(?:=>|:=|[:=]|\bis\b)\s{0,4}`,
      `${first}${rest}{5,}`,
    ),
    accept: looksRandom,
  },
  // The same without a space; the group matches atomically, since the value may contain the next name
  {
    hint,
    isLoose: true,
    form: make(`${passwords}:`, `(?=(?<value>${first}${rest}{0,200}))\\k<value>${end}`),
    accept: isValue,
  },
  // Query parameters of links
  {
    form: make(
      String.raw`[?&;](?:access_?token|refresh_?token|id_?token|auth_?token|token|auth|api_?key|access_?key|secret|password|passwd|pwd|jwt|ticket|client_?secret|assertion)=`,
      String.raw`[^\s"'\\&#<>]{1,4000}`,
    ),
    accept: isFilled,
  },
  {
    form: make(
      String.raw`[?&](?:key|sig|signature|code|session(?:_?id)?|sid|hmac)=`,
      String.raw`[\w%.~+/-]{16,4000}`,
    ),
    accept: looksRandom,
  },
  // Headers: X-Api-Key: …, Private-Token: …
  {
    form: make(
      String.raw`(?<![\w-])(?:x-(?!idempotency|request|correlation|cache)[a-z\d-]{0,40}-?(?:key|token|secret|password|signature)|(?:private|deploy|job|auth|access|api|circle|csrf|xsrf|vault)-token|api-?key|ocp-apim-subscription-key|dd-(?:api|application)-key)["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}`,
      String.raw`[^\s"'\\,;<>${"$"}{}]{3,2000}`,
    ),
    accept: isValue,
  },
  // Command lines: --token=…, --password …
  {
    form: make(
      String.raw`(?<![\w-])--?(?:[a-z\d]{1,20}-){0,4}(?:password|passwd|pass|pwd|passphrase|passcode|token|secret|api-?key|key-?id|access-?key|secret-?key|credentials?|otp)=["'\\]{0,4}`,
      `${first}${rest}{0,2000}`,
    ),
    accept: isFilled,
  },
  {
    form: make(
      String.raw`(?<![\w-])--(?:[a-z\d]{1,20}-){0,4}(?:password|passwd|pass|pwd|passphrase|passcode|token|secret|api-?key|access-?key|secret-?key|credentials?|otp)\s{1,4}`,
      String.raw`(?!-)${first}${rest}{0,2000}(?=$|\s*(?:["'\x60\r\n;|&)]|-{1,2}[A-Za-z]|[a-z]+:\/\/))`,
    ),
    accept: isValue,
  },
  {
    form: make(
      String.raw`(?<![\w-])--(?:[a-z\d]{1,20}-){0,4}(?:password|passwd|pass|pwd|token|secret|api-?key|access-?key|secret-?key)\s{1,4}["'\\]{0,4}`,
      `(?!-)${first}${rest}{3,2000}`,
    ),
    accept: looksRandom,
  },
];

function make(before: string, secret: string): RegExp {
  return new RegExp(`(?<before>${before})${secret}`, "gi");
}

/** Words that replace a secret, or describe one. */
const words = new Set(
  `required optional must should may can cannot is are was were be been the a an to of in on at or and not no none null nil
  undefined true false yes empty missing invalid incorrect wrong expired reset changed change forgot forgotten see unknown
  unset set default string str text varchar number int integer bool boolean bytes any void object array auto prompt prompted
  read hidden masked redacted removed omitted secret password passwd token key value here your my example placeholder
  changeme todo tbd n/a na stdin file env process self this new old same above below needed given provided supplied
  mandatory disabled enabled ok okay failed failure denied rejected accepted valid matches match mismatch too short long
  weak strong minimum maximum min max length hash hashed encrypted plain`.split(/\s+/),
);

function isProse(value: string): boolean {
  return words.has(value.replace(/[.!?:]+$/, "").toLowerCase());
}

/** Whether a value is a call, a member, a variable, a path, or a row of asterisks or dots, and so not a secret. */
function isReference(value: string): boolean {
  return (
    /^[\w$.]{1,200}\(/.test(value) ||
    /^[A-Za-z_$]{1,60}(?:\.[A-Za-z_$]{1,60}){1,10}$/.test(value) ||
    /^[A-Za-z][\w$]{0,100}(?:_(?:token|key|secret|password)|[a-z](?:Token|Key|Secret|Password))$/.test(
      value,
    ) ||
    /^(?:\.{0,2}|~)\/[\w./~-]*$/.test(value) ||
    /^[*.xX_-]+$/.test(value)
  );
}

function isFilled(value: string): boolean {
  return !/^[\w$.]{1,200}\(/.test(value) && !/^[*.]+$/.test(value) && value !== "[redacted]";
}

function isValue(value: string): boolean {
  return isFilled(value) && !isReference(value) && !isProse(value);
}

/** A sentence is recognized by its first word. */
function isLiteral(value: string): boolean {
  const [word = ""] = value.split(/\s/, 1);
  return isValue(word);
}

function looksRandom(value: string): boolean {
  return (
    isValue(value) &&
    !isIdentifier(value) &&
    (/\d/.test(value) || /[^A-Za-z.:/'-]/.test(value) || /[a-z][A-Z]/.test(value))
  );
}
