import { problemsOfAccounts } from "./of-accounts.ts";
import { problemsOfActions } from "./of-actions.ts";
import { problemsOfCallers } from "./of-callers.ts";
import { problemsOfRepeats } from "./of-repeats.ts";
import { problemsOfRequests } from "./of-requests.ts";
import { problemsOfTheServer } from "./of-the-server.ts";
import { problemsOfWork } from "./of-work.ts";
import type { ProblemText } from "./problem-text.ts";

const texts = {
  ...problemsOfRequests,
  ...problemsOfCallers,
  ...problemsOfRepeats,
  ...problemsOfTheServer,
  ...problemsOfActions,
  ...problemsOfWork,
  ...problemsOfAccounts,
};

/** The code of a refusal. Later versions can have more. */
export type ProblemCode = keyof typeof texts;

/** All codes of refusals, with their meaning. The server answers no other. */
export const problems: Readonly<Record<ProblemCode, ProblemText>> = texts;

/**
 * The `type` of a problem (RFC 9457, section 3.1.1), which is the path of its description on the server that answers it.
 * It has no host: then it is the same by every name of the server, and in tests, and a caller cannot change it by a Host
 * header.
 */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}
