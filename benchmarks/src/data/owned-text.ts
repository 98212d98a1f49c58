/** How a user's key, or a source's delivery id, is unique: one text, as the migrations have it. */
export function ownedText(owner: string, name: string): string {
  return `${owner}/${name}`;
}
