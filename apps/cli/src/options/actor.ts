import { Option } from "commander";

export interface ActorOptions {
  readonly by?: string;
}

/** The author of a change, whom its audit row names. */
export function actorOption(): Option {
  return new Option("--by <uuid>", "the id of the user who asked for it, which is recorded");
}
