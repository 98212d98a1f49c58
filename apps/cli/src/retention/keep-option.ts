import { parseRetentionPolicy, type RetentionPolicy } from "@handsfree/repositories/privacy";
import { Option } from "commander";

export interface KeepOptions {
  readonly keep?: readonly string[];
}

/** What is kept for another time than `retentionDefaults` say. */
export function keepOption(): Option {
  return new Option(
    "--keep <rule=days>",
    "another time than the default, as webhook_payloads=14 or commands=never; may be repeated",
  ).argParser((setting: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    setting,
  ]);
}

export function policyOf({ keep = [] }: KeepOptions): RetentionPolicy {
  return parseRetentionPolicy("keep", keep);
}
