import type { RepoPolicyRow } from "@handsfree/schema";
import { requireBoolean, requireWhole } from "../validate.ts";

/** The settings of a policy. */
export interface RepoPolicyValues {
  /** Default false. */
  readonly allowMerge?: boolean | undefined;
  /** Default true. */
  readonly allowRerun?: boolean | undefined;
  /** Default true. */
  readonly allowRequestReview?: boolean | undefined;
  /** Default true. */
  readonly allowComment?: boolean | undefined;
  /** Default true. */
  readonly requireConfirmation?: boolean | undefined;
  /** Default true. */
  readonly requireChecksGreen?: boolean | undefined;
  /** A whole number from 0 to 100. Default 1. */
  readonly requiredApprovals?: number | undefined;
}

/** The columns of the settings. */
export type SettingColumns = Pick<
  RepoPolicyRow,
  | "allow_comment"
  | "allow_merge"
  | "allow_request_review"
  | "allow_rerun"
  | "require_checks_green"
  | "require_confirmation"
  | "required_approvals"
>;

/** The settings of a policy that says nothing else, as in migrations 001 and 002. */
export const defaultSettings: SettingColumns = {
  allow_merge: false,
  allow_rerun: true,
  allow_request_review: true,
  allow_comment: true,
  require_confirmation: true,
  require_checks_green: true,
  required_approvals: 1,
};

const switches = [
  ["allowMerge", "allow_merge"],
  ["allowRerun", "allow_rerun"],
  ["allowRequestReview", "allow_request_review"],
  ["allowComment", "allow_comment"],
  ["requireConfirmation", "require_confirmation"],
  ["requireChecksGreen", "require_checks_green"],
] as const;

/** The columns of the settings that were given. @throws {InvalidInputError} naming the field. */
export function keepSettings(values: RepoPolicyValues): Partial<SettingColumns> {
  const kept: { -readonly [Column in keyof SettingColumns]?: SettingColumns[Column] } = {};
  for (const [field, column] of switches) {
    const value = values[field];
    if (value !== undefined) kept[column] = requireBoolean(field, value);
  }
  const { requiredApprovals: approvals } = values;
  if (approvals !== undefined) {
    kept.required_approvals = requireWhole("requiredApprovals", approvals, 0, 100);
  }
  return kept;
}

/** The settings that the row does not have yet. */
export function changesOf(
  row: RepoPolicyRow,
  wanted: Partial<SettingColumns & Pick<RepoPolicyRow, "repo_full_name">>,
): Partial<SettingColumns & Pick<RepoPolicyRow, "repo_full_name">> {
  const columns = Object.keys(wanted) as (keyof typeof wanted)[];
  return Object.fromEntries(
    columns
      .filter((column) => wanted[column] !== row[column])
      .map((column) => [column, wanted[column]]),
  );
}
