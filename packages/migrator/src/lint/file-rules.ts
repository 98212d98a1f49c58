import type { Rule } from "./linted-file.ts";
import { dataLoss } from "./rules/data-loss.ts";
import { alterationsUnderLock } from "./rules/postgres-locks.ts";
import { statementsUnderLock } from "./rules/postgres-statements.ts";
import { runningCode } from "./rules/running-code.ts";
import { longNames, missingSemicolon } from "./rules/text.ts";
import { afterUpdate, sessionSettings, transactions } from "./rules/transactions.ts";

/** What looks at a file by itself, on one engine. Most of it needs the parser. */
export const fileRules: readonly Rule[] = [
  dataLoss,
  runningCode,
  alterationsUnderLock,
  statementsUnderLock,
  transactions,
  sessionSettings,
  afterUpdate,
  longNames,
  missingSemicolon,
];
