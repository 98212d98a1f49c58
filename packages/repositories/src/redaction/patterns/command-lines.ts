import type { SecretPattern } from "../pattern.ts";

/** Up to 24 words of a command line before the secret. */
const arguments_ = String.raw`(?:[ \t]+[^\s]{1,300}){0,24}?`;

/** Secrets that are recognized by the program that takes them. */
export const commandLinePatterns: readonly SecretPattern[] = [
  // curl -u user:password; wget, httpie and similar
  {
    form: new RegExp(
      String.raw`(?<before>(?<![\w-])(?:curl|http|https|xh|wget|svn|ab|skopeo|crane|regctl)${arguments_}[ \t]+(?:-[a-zA-Z]{0,5}[uUa]|--(?:proxy-)?user|--auth|--creds|--(?:src|dest)-creds)(?:=|[ \t]{0,4})["'\\]{0,4}[^\s:"'\\]{0,200}:)[^\s"'\\]{1,500}`,
      "g",
    ),
  },
  // docker login -p …, helm registry login -p …
  {
    form: new RegExp(
      String.raw`(?<before>(?<![\w-])login${arguments_}[ \t]+-p(?:=|[ \t]{0,4})["'\\]{0,4})[^\s"'\\${"$"}-][^\s"'\\]{0,500}`,
      "g",
    ),
  },
  // mysql -p…, without a space
  {
    form: new RegExp(
      String.raw`(?<before>(?<![\w-])(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)${arguments_}[ \t]+-p["'\\]{0,4})[^\s"'\\${"$"}][^\s"'\\]{0,500}`,
      "g",
    ),
  },
  // sshpass -p …, redis-cli -a …
  {
    form: /(?<before>(?<![\w-])(?:sshpass[ \t]+-p|redis-cli(?:[ \t]+-[hnp][ \t]+\S{1,300}){0,4}[ \t]+-a)[ \t]{0,4}["'\\]{0,4})[^\s"'\\$-][^\s"'\\]{0,500}/g,
  },
  // A .netrc: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  { form: /(?<before>(?<!\w)login\s{1,20}\S{1,200}\s{1,20}password\s{1,20})\S{1,500}/g },
  // SQL: IDENTIFIED BY '…', PASSWORD '…'
  {
    form: /(?<before>(?<!\w)(?:identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|(?:encrypted\s{1,4})?password)\s{1,4}(?:password\s{1,4})?')[^'\r\n]{1,300}(?=')/gi,
  },
  // A NuGet or .NET setting: <add key="Password" value="…" />
  {
    form: /(?<before>key=\\?["'][\w.:-]{0,60}(?:password|secret|token|apikey|connectionstring)\\?["']\s{1,4}value=\\?["'])[^"'\\\r\n]{1,500}(?=["'\\])/gi,
  },
  // XML: <password>…</password>
  {
    form: /(?<before><(?:\w{1,40}:)?[\w.-]{0,40}(?:password|passphrase|secret|token|apikey|privatekey)>)[^<>\r\n]{1,500}(?=<\/)/gi,
  },
];
