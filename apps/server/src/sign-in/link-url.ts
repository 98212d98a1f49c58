/** The address of a sign-in link. A browser sends no fragment, so the code reaches no log of a server or a proxy. */
export function linkUrl(origin: string, code: string): string {
  return `${origin}/sign-in#code=${code}`;
}
