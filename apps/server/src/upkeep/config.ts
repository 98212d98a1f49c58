import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { InvalidInputError } from "@handsfree/query";
import {
  parseRetentionPolicy,
  type RetentionPolicy,
  type MaintenanceOptions,
} from "@handsfree/repositories";
import { type Environment, findSetting } from "../settings/environment.ts";

/**
 * What upkeep goes by: `RETENTION` (`on` or `off`, the default: an upgrade must not begin to delete what nobody
 * asked to be deleted), `RETENTION_KEEP` (what differs from the defaults, as
 * `webhook_payloads=14 commands=never`) and `AUDIT_SIGNING_KEY_FILE` (an Ed25519 key in PEM).
 *
 * @throws {InvalidInputError} naming the variable.
 */
export function readUpkeepOptions(environment: Environment): MaintenanceOptions {
  return {
    retention: readRetention(
      findSetting(environment, "RETENTION"),
      findSetting(environment, "RETENTION_KEEP"),
    ),
    privateKey: readSigningKey(findSetting(environment, "AUDIT_SIGNING_KEY_FILE")),
  };
}

function readRetention(
  choice: string | undefined,
  keep: string | undefined,
): RetentionPolicy | undefined {
  const settings = (keep ?? "").split(/[\s,]+/).filter(Boolean);
  const policy = parseRetentionPolicy("RETENTION_KEEP", settings);
  if (choice === "on") return policy;
  if (choice !== undefined && choice !== "" && choice !== "off") {
    throw new InvalidInputError("RETENTION", "is neither on nor off");
  }
  if (settings.length === 0) return undefined;
  throw new InvalidInputError("RETENTION_KEEP", "is set, and nothing is removed; set RETENTION=on");
}

function readSigningKey(file: string | undefined): KeyObject | undefined {
  if (file === undefined || file === "") return undefined;
  const key = readKey(file);
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new InvalidInputError(
    "AUDIT_SIGNING_KEY_FILE",
    'names no file with a private Ed25519 key in PEM; make one with "openssl genpkey -algorithm ed25519"',
  );
}

function readKey(file: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return undefined;
  }
}
