import { parseRetentionPolicy, type RetentionPolicy } from "@handsfree/repositories/privacy";
import { Option } from "commander";

export interface KeepOptions {
  readonly keep?: readonly string[];
}

/** Sets rules that differ from `retentionDefaults`. */
export function keepOption(): Option {
  return new Option(
    "--keep <rule=days>",
    "a period other than the default, for example webhook_payloads=14 or commands=never; may be repeated",
  ).argParser((setting: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    setting,
  ]);
}

export function policyOf({ keep = [] }: KeepOptions): RetentionPolicy {
  return parseRetentionPolicy("keep", keep);
}
