const placeOf = (userId: string): string => `handsfree.spoken.${userId}`;

/** Whether the person knows, in this browser, where their voice may go. */
export function hasAgreed(userId: string): boolean {
  return localStorage.getItem(placeOf(userId)) === "agreed";
}

/** Remembers that the person agreed, so that they are asked once. */
export function agree(userId: string): void {
  localStorage.setItem(placeOf(userId), "agreed");
}
