import { Option } from "commander";
import { invocation } from "../invocation.ts";

export interface UserOptions {
  readonly user: string;
}

/** Whose records are meant. */
export function userOption(): Option {
  return new Option("--user <uuid>", "the user's id (env: HANDSFREE_USER_ID)")
    .default(invocation().env["HANDSFREE_USER_ID"])
    .makeOptionMandatory();
}
