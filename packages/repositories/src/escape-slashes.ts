/** As in RFC 6901, so that the first slash after it ends it, in a key that is made of several texts. */
export function escapeSlashes(text: string): string {
  return text.replaceAll("~", "~0").replaceAll("/", "~1");
}
