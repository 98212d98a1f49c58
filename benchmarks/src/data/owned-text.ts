/** Joins a user and a key, or a source and a delivery id, to one unique text, as the migrations do. */
export function ownedText(owner: string, name: string): string {
  return `${owner}/${name}`;
}
