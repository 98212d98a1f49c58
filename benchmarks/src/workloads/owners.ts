import { hashedId } from "../data/hashed-id.ts";

export const numberOfOwners = 1000;
/** Below the default limit of open actions. */
const actionsEach = 50;

/** The owner of action `n` of a workload. Those that follow each other have different owners, and each owner has a few actions. */
export function ownerOf(prefix: string, n: number): string {
  const generation = Math.floor(n / (numberOfOwners * actionsEach));
  return hashedId(`${prefix}/${generation * numberOfOwners + (n % numberOfOwners)}`);
}
