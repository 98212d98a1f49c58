import { Option } from "commander";
import { invocation } from "../invocation.ts";

export interface UserOptions {
  readonly user: string;
}

const variable = "HANDSFREE_USER_ID";

/** The user whose records a command reads or changes. Help names the variable, and never shows its value. */
export function userOption(): Option {
  const value = invocation().env[variable];
  const description =
    value === undefined ? `the user's id (default: ${variable})` : "the user's id";
  return new Option("--user <uuid>", description).default(value, variable).makeOptionMandatory();
}
