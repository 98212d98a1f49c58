import { Problem } from "../http/problem.ts";

/** The refusal of a sign-in while very many others are under way. */
export function tooManySignIns(): Problem {
  return new Problem(503, "overloaded", "too many sign-ins are under way; try again in a minute");
}
