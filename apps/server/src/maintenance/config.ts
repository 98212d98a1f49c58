import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { InvalidInputError } from "@handsfree/query";
import { type MaintenanceOptions } from "@handsfree/repositories";
import { parseRetentionPolicy, type RetentionPolicy } from "@handsfree/repositories/privacy";
import { type Environment, findSetting } from "../settings/environment.ts";

/**
 * Reads the settings of maintenance: `RETENTION` (`on`, or `off` by default, so that an upgrade alone never deletes
 * records), `RETENTION_KEEP` (other periods than the defaults, as `webhook_payloads=14 commands=never`) and
 * `AUDIT_SIGNING_KEY_FILE` (an Ed25519 key in PEM).
 *
 * @throws {InvalidInputError} naming the variable.
 */
export function readMaintenanceOptions(environment: Environment): MaintenanceOptions {
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
    throw new InvalidInputError("RETENTION", "must be on or off");
  }
  if (settings.length === 0) return undefined;
  throw new InvalidInputError(
    "RETENTION_KEEP",
    "has no effect while retention is off; set RETENTION=on",
  );
}

function readSigningKey(file: string | undefined): KeyObject | undefined {
  if (file === undefined || file === "") return undefined;
  const key = readKey(file);
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new InvalidInputError(
    "AUDIT_SIGNING_KEY_FILE",
    'must name a file with a private Ed25519 key in PEM; make one with "openssl genpkey -algorithm ed25519"',
  );
}

function readKey(file: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return undefined;
  }
}
