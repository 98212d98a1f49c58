/** Browsers with voices from a network stop reading after about 15 s of one text. */
const longest = 160;

/** Splits a text into parts that are read one by one: at the ends of sentences, and long ones between words. */
export function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?\u2026])\s+/u)
    .flatMap((sentence) => cut(sentence.trim()))
    .filter((part) => part !== "");
}

function cut(sentence: string): readonly string[] {
  if (sentence.length <= longest) return [sentence];
  const space = sentence.lastIndexOf(" ", longest);
  const end = space > 0 ? space : longest;
  return [sentence.slice(0, end), ...cut(sentence.slice(end).trim())];
}
