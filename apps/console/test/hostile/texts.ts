/** What every hostile text has, and the page must show as it is. */
export const marker = "<script>stolen()</script>";

/** Addresses, templates, letters of other directions, and more controls. */
const rest =
  '<img src="//evil.invalid" onerror=stolen()> javascript:stolen() &lt;b&gt; {{7*7}} \u2066in\u2069 pay\u200Bpal שלום عليكم 👩‍💻 Z̷̢a̴̡l';

/** A text of at most 200 characters that a stranger wrote. @param field the name of its field. */
export function hostile(field: string): string {
  return `${field} \u202Egnp.exe ${marker}${rest}`;
}

/** Its beginning as a page must show it. Lists cut the rest. */
export function shown(field: string): string {
  return `${field} ⟨U+202E⟩gnp.exe ${marker}`;
}

/** The same, with escapes of terminals and words that do not end, in at most 4,000 characters. */
export function longHostile(field: string): string {
  const words = `\u001B[31mred ${"W".repeat(600)} ${"مرحبا".repeat(80)} ${"👩‍👩‍👧‍👦".repeat(20)}`;
  return `${hostile(field)} ${words} ${"a\u0301\u0327\u0330".repeat(500)}`.slice(0, 4000);
}

/** Characters that no page may hold as they are: they do not show, or turn what is beside them around. */
export const invisible = String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]`;
